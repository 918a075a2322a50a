/** An answer of AWS in XML. */
export interface Answer {
  /** AWS's error code, or `none`. */
  readonly code: string;
  /** The text of the first element with a name. */
  text(element: string): string;
  /** The texts of all elements with a name. */
  texts(element: string): string[];
}

/** Asks AWS by name of service and action, `ec2:CreateVpc`, with form fields as they are sent. */
export type Ask = (call: string, parameters: Readonly<Record<string, string>>) => Promise<Answer>;

const services: Readonly<Record<string, { signing: string; version: string }>> = {
  ec2: { signing: "ec2", version: "2016-11-15" },
  elbv2: { signing: "elasticloadbalancing", version: "2015-12-01" },
  iam: { signing: "iam", version: "2010-05-08" },
};

/** A client without a model of the API, so that it can send what no SDK would. */
export function queryClient(endpoint: string, region = "us-east-2"): Ask {
  return async (call, parameters) => {
    const [service = "", action = ""] = call.split(":");
    const { signing, version } = services[service]!;
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters });
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${signing}/aws4_request, SignedHeaders=host`;
    const response = await fetch(endpoint, { method: "POST", headers: { authorization }, body });
    return answerOf(await response.text());
  };
}

function answerOf(xml: string): Answer {
  const texts = (element: string) =>
    [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) => text!);
  const text = (element: string) => {
    const [first] = texts(element);
    if (first === undefined) throw new Error(`no ${element} in ${xml}`);
    return first;
  };
  return { code: texts("Code")[0] ?? "none", text, texts };
}

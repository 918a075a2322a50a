/**
 * The pinned SHA-256 of each file that nodes download, by the vendor's URL. The values come from other projects' pins
 * (kops, kubespray). `docs/releasing.md` describes how to compare them with the vendors' own .sha256 files before a
 * release.
 */
export const checksums: Readonly<Record<string, string>> = {
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kube-apiserver":
    "de9b1b43c10143f448408b3aaf15f44fd5248b97a56301417a1fe2f1fc47a691",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kube-controller-manager":
    "acd67c8f8871d4594f307d2816bf11aa972f47617ee6e1f84b0ce92a091f7290",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kube-scheduler":
    "8d10dfc64de70b1670cc1ce52701eb6a219c0905a95bdde608edc5432f9eca43",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kube-proxy":
    "3f1dc2394bfe627927c17e8226b1a94c842529217c06436ddfeb73de8407b6e0",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kubelet":
    "cee008c1640c3b41820ef31d35b3cffc132b0c4b78c288be2b8022ebc7aa8293",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kubectl":
    "65691ff77eb6fa44c908b77a1082c9f092c3b9733b5cefabec0d1104890e21a8",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/amd64/kubeadm":
    "087b6340dcea496f2cde2b3888ecd414354c08a0aceabd6b7ca195cccb66ecd3",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kube-apiserver":
    "c3c240bc4a0fbe3ad311ac3d74ca1d19ac411628130ea825049550fd856020d9",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kube-controller-manager":
    "b470c3730cd8e49622c656c47ac16ef994e2edf14ba905be2dad05bc34a4e353",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kube-scheduler":
    "1bfe0c213f015abb08131ee8a02353eb0492dfe19a965b54c5ca1145b6d05e10",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kube-proxy":
    "c1797c5dd319123c7bbb60dc94f2e91f3aa7b0be9bfe0c9cf3b143d5ee9ab944",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kubelet":
    "03e64bb3e1611d1b9ea40095b382af014bd2aa0b5f1b6670af6bbfaa0b735443",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kubectl":
    "ff749f4b78d9c4f1ec87307df9b50119ed819e2094aa9810cb9acffc3286c8c7",
  "https://dl.k8s.io/release/v1.37.1/bin/linux/arm64/kubeadm":
    "9b22275e7f7669db5eed4f6d90694083e5d19e4bb79e193e446c67701bcf9d7b",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kube-apiserver":
    "90939ee07af61ac3701c665647f9ce27f2f988f5c7fff406aa5794fd3e6328a6",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kube-controller-manager":
    "ddde92e0dd14e5a01c3b178b235a85c71d531f2f344eb519500c1032f0a0d234",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kube-scheduler":
    "6ffbffcc6d57990b86a7ac4a547ad3e75b2c28cc901964f99bd13ffb304d2373",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kube-proxy":
    "74cb03e6251ae711a9363c27d1050f5106cc71ecc3334722cf9c29404638cf7a",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kubelet":
    "cf2562db46c48ab84cc3791540778ee7fb1a0a008529adbb434723dd02ed8b4b",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kubectl":
    "8b8f088da2dab964f853b38464033b1be15ede2839eca751482357c45abdd05a",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kubeadm":
    "10d054585907f2c8bb823c84f6a66b3bd2a474c3d795475f04e9a44f78650fe6",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kube-apiserver":
    "5dd6f9f59cf75c936f5789d788d6fc39ce9a39d3d8e503d7cad43468c1d1f092",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kube-controller-manager":
    "70f8cf4eca064585fd2add71f052c02a4ad9ad1378eb28c029d6e61574fe25dc",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kube-scheduler":
    "97a1eafa7185944d5f39d48b0bc9ddbe6c2810efa6e880c4ff9c8d2878a9db35",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kube-proxy":
    "342415ae03944d0368ccba6e0c33302bd59e92d08e7faf4817d4af9fc7ac134b",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kubelet":
    "fd53ea3fcbd077844f50a3c67e9b52f62972a563674956bab0c0f4fb7ea37d50",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kubectl":
    "0ecf44450ee6063bf19dd166a103ee6df4a9034455c2abce626e6eea657d73fb",
  "https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kubeadm":
    "6a849c07d3e1c708f5c40f1ac8be03a56124204dfc7e1931e4113634019c0dad",
  "https://github.com/etcd-io/etcd/releases/download/v3.7.1/etcd-v3.7.1-linux-amd64.tar.gz":
    "e8cd3fa8064c98137c5dbd78b76f969417ace84efb83c481041d7a52ffdd8fb9",
  "https://github.com/etcd-io/etcd/releases/download/v3.7.1/etcd-v3.7.1-linux-arm64.tar.gz":
    "d7e25e08f694b6ed7792fc7b7a891fe2c3f3d3dccfe2f3bfdb1547b0eb75b6da",
  "https://github.com/etcd-io/etcd/releases/download/v3.6.14/etcd-v3.6.14-linux-amd64.tar.gz":
    "ffe840ff9295808e88cce2794a18a5ac87f12a5203c8314d0bf6aa119b41bac5",
  "https://github.com/etcd-io/etcd/releases/download/v3.6.14/etcd-v3.6.14-linux-arm64.tar.gz":
    "fa1b80565ee6fc2df1ae6f57a508b221f3ecc7d591c317c581cd8281b0842b3e",
  "https://github.com/containerd/containerd/releases/download/v2.3.6/containerd-2.3.6-linux-amd64.tar.gz":
    "df806bb9b86653ebc94822a7076642ff3c3614324dbc1b511bdf75ac1669b762",
  "https://github.com/containerd/containerd/releases/download/v2.3.6/containerd-2.3.6-linux-arm64.tar.gz":
    "6b3d383cc051f0bd7b2303f9034fdc9029f04c237cadb23b5e890a5b68534e05",
  "https://github.com/opencontainers/runc/releases/download/v1.4.3/runc.amd64":
    "f6ae8efc0fa40079e1475e97cbe9d1bd3f106a28d6af78a11d9f1bd565515e60",
  "https://github.com/opencontainers/runc/releases/download/v1.4.3/runc.arm64":
    "633301e2e32f8a5ad54031aab4901eb00308bec677dd15faa2751e8f9dab5ca4",
  "https://github.com/kubernetes-sigs/cri-tools/releases/download/v1.36.0/crictl-v1.36.0-linux-amd64.tar.gz":
    "83855e114566a8a8c44c548d515670f51de3a5e1da8b2effb59870e2f10c25a3",
  "https://github.com/kubernetes-sigs/cri-tools/releases/download/v1.36.0/crictl-v1.36.0-linux-arm64.tar.gz":
    "68328594ccf780a80ae2b092d9f6ce484eec7cf540c275242e8fd954bfd95332",
  "https://github.com/containernetworking/plugins/releases/download/v1.9.1/cni-plugins-linux-amd64-v1.9.1.tgz":
    "b98f74a0f8522f0a83867178729c1aa70f2158f90c45a2ca8fa791db1c76b303",
  "https://github.com/containernetworking/plugins/releases/download/v1.9.1/cni-plugins-linux-arm64-v1.9.1.tgz":
    "56171987d3947707c3563db2f4001bccaf50fd63468611b9f3cbecb1375ee7ec",
};

/**
 * The SHA-256 of images, by name and tag. Each is the digest of the registry's index for all architectures. Each value
 * comes from the pins of several other projects.
 */
export const imageDigests: Readonly<Record<string, string>> = {
  "docker.io/cloudnativelabs/kube-router:v2.10.0": "0991f2cc7aaabe107b51c0c554d6b843f0483fd319b94f437fab638470c47c22",
  "registry.k8s.io/metrics-server/metrics-server:v0.9.0":
    "d9862115e7c7881280d3d75ca26bda8ffc0fc213315979575bf23ce9826205c0",
};

# Searches a node for key material. $needles is a file with the texts to search for, one per line. $canary is one of
# these texts, but no real secret. Prints a line for each place where a text was found.

export LC_ALL=C # bytes, not letters
: "${needles:?}" "${canary:?}"

# The search is valid only if it finds the canary in a file, in a process and in the journal.
planted=$(mktemp /tmp/groundup-verify.XXXXXX)
readable=$(mktemp /run/groundup-verify.XXXXXX)
chmod 0644 "$planted"
echo "$canary" >"$planted"
CANARY=$canary sleep 600 &
process=$!
trap 'rm -f "$planted" "$readable" "$needles"; kill "$process"' EXIT
echo "$canary" | systemd-cat --identifier=groundup-verify
journalctl --sync

pem='-----BEGIN [A-Z ]*PRIVATE KEY-----'
token='eyJhbGciOi[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{20,}\.'

# Prints the names of the places with a match. grep fails without a match.
known() { grep -laF -f "$needles" "$@" 2>/dev/null || true; }
anybodys() { grep -lIE -e "$pem" -e "$token" "$@" 2>/dev/null || true; }
say() { sed -e "s|^$planted\$|the planted file|" -e "s|^/proc/$process/.*|the planted process|" -e "s|^|$1: |"; }

# The user nobody finds the files that every user can read: a file's own mode ignores the folders above it. Files
# unchanged since the first boot, which creates the machine id, came with the image and contain no key of a cluster.
# Programs contain the beginning of PEM keys, so only a whole line counts.
runuser -u nobody -- find / '(' -path /proc -o -path /sys ')' -prune -o \
  -type f -readable -cnewer /etc/machine-id -print0 >"$readable" 2>/dev/null || true
xargs -0 -r -a "$readable" grep -laF -f "$needles" 2>/dev/null | say "readable to others" || true
xargs -0 -r -a "$readable" grep -lIE -e "^$pem\$" -e "$token" 2>/dev/null | say "readable to others" || true

{ known /proc/[0-9]*/{cmdline,environ} && anybodys -a /proc/[0-9]*/{cmdline,environ}; } | say "process"

logs=(/var/lib/cloud /var/log)
{ known -r --exclude-dir=journal "${logs[@]}" && anybodys -r --exclude-dir=journal "${logs[@]}"; } | say "user data and logs"

# Prints nothing that was found except the canary.
journal() { journalctl --no-pager --output=export; }
{
  journal | grep -aoF -f "$needles" | sed -e "s|^$canary\$|the planted line|" -e t -e 's|.*|a secret|' || true
  journal | grep -aoE -e "$pem" -e "$token" | sed 's|.*|a private key or a token|' || true
} | sort -u | say journal

package apex.spend.action;

/// A script that stops a key of the LiteLLM proxy, and one that lets it go on.
///
/// Source: docs.litellm.ai/docs/proxy/virtual_keys (`/key/block`, `/key/unblock`); read 2026-11-21.
/// The key stands in the environment, never in the file.
public final class BlockedKey {
  private BlockedKey() {}

  public static Artefact block(String file) {
    return script(file, "block", "It answers \"blocked\": true.");
  }

  public static Artefact unblock(String file) {
    return script(file, "unblock", "It answers \"blocked\": false.");
  }

  private static Artefact script(String file, String verb, String answer) {
    return Artefact.text(
        file,
        "application/x-sh",
        """
        #!/bin/sh
        # LiteLLM proxy: %s a key. %s
        set -eu
        : "${LITELLM_URL:?address of the proxy}" "${LITELLM_MASTER_KEY:?}" "${FORGOTTEN_KEY:?}"
        printf '{"key": "%%s"}' "$FORGOTTEN_KEY" |
          curl --fail --silent --show-error --max-time 30 -X POST "$LITELLM_URL/key/%s" \\
            -H "Authorization: Bearer $LITELLM_MASTER_KEY" -H 'Content-Type: application/json' --data @-
        """
            .formatted(verb, answer, verb));
  }
}

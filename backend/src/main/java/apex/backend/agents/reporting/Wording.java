package apex.backend.agents.reporting;

import apex.backend.agents.step.Voice;

/// Gives the first words of an answer, through the number firewall.
interface Wording {
  Opening of(Facts facts, Voice voice);
}

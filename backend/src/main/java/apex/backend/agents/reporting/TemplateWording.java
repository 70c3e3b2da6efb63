package apex.backend.agents.reporting;

import apex.backend.agents.step.Voice;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.spend.proof.NumberFirewall;

/// The words that are always there.
final class TemplateWording implements Wording {
  private static final String TEXT =
      "**{{total}} was spent on {{calls}} calls** {{period}}, for {{scope}}";

  @Override
  public Opening of(Facts facts, Voice voice) {
    return Opening.ofTemplate("%s [%s].".formatted(passed(facts), facts.evidence("total")));
  }

  /// Through the firewall like any text: a figure that is not in the evidence never reaches the
  /// reader.
  private static String passed(Facts facts) {
    return switch (new NumberFirewall(facts.citables(), BuiltInWords.ALL).render(TEXT)) {
      case NumberFirewall.Rendering.Passed(var rendered) -> rendered;
      case NumberFirewall.Rendering.Rejected(var reasons) ->
          throw new ApexException(ErrorCode.BUG, "the answer was refused: " + reasons);
    };
  }
}

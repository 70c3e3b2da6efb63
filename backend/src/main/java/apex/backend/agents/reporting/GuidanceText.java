package apex.backend.agents.reporting;

import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.SliceWords;
import apex.backend.agents.triage.Sufficiency.Guide;
import java.util.List;

/// The answer when there are no figures: what is missing, and how to send it.
final class GuidanceText {
  private final RunContext run;
  private final Material material;

  GuidanceText(RunContext run, Material material) {
    this.run = run;
    this.material = material;
  }

  String write(List<String> unknown) {
    var text = new Markdown();
    if (run.workspace().sample()) text.note(AnswerText.SAMPLE);
    text.paragraph(opening());
    text.bullets(unknown.stream().map(Markdown::escaped).toList());
    guides(text, material.triaged().sufficiency().guides());
    if (material.triaged().intent().needsUsage())
      text.paragraph(
          "Asked: %s, %s."
              .formatted(
                  SliceWords.of(material.triaged().slice().period()),
                  Markdown.escaped(SliceWords.calls(material.triaged().slice()))));
    return text.toString();
  }

  private String opening() {
    if (material.degraded()) return "**The usage could not be read, so there is no figure.**";
    return material.triaged().intent().needsUsage()
        ? "**There is no answer yet: the usage it needs is not here.**"
        : "**No figure answers this question.**";
  }

  private static void guides(Markdown text, List<Guide> guides) {
    if (guides.isEmpty()) return;
    text.heading("What to send");
    for (var guide : guides) text.paragraph(guide.title() + ":").code("sh", guide.snippet());
  }
}

package apex.backend.agents.triage;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Words that tell an intent by themselves, with how much they weigh.
final class Cues {
  private record Cue(Intent intent, double weight, Pattern pattern) {}

  private static final List<Cue> CUES =
      List.of(
          cue(Intent.SAVE, 1.0, "spend(?:ing)? less|sav(?:e|es|ing|ings) (?:money|potential|most)"),
          cue(Intent.SAVE, 0.7, "cut|reduc\\w*|lower|optimi[sz]\\w*|sav(?:e|ing|ings)|cheaper way"),
          cue(Intent.SAVE, 0.7, "less expensive|bring .{0,30}down|wast\\w+|quick(?:est)? wins?"),
          cue(
              Intent.SAVE,
              0.8,
              "mak(?:e|ing) .{0,40}cheaper|low.hanging fruit|(?:can|should|could) (?:we|i) do about"),
          cue(Intent.SAVE, 0.6, "trim .{0,15}(?:spend|cost|bill)|too much for|ways to|any ideas"),
          cue(Intent.SAVE, 0.4, "recommend\\w*|\\d+ ?% off|off the .{0,20}bill"),
          cue(
              Intent.BREAKDOWN,
              0.9,
              "break ?down|split|per (?:day|model|route|provider|user|feature)"),
          cue(Intent.BREAKDOWN, 0.9, "by (?:model|route|provider|day|user|feature)|cost drivers?"),
          cue(
              Intent.BREAKDOWN,
              0.7,
              "top \\d*|where (?:does|do|did|is|goes) .{0,20}(?:money|spend)"),
          cue(
              Intent.BREAKDOWN,
              0.6,
              "(?:which|what|who) .{0,30}(?:costs? the most|most expensive)"),
          cue(
              Intent.BREAKDOWN,
              1.0,
              "(?:which|what|who) .{0,25}(?:spends?|spent|costs?) (?:us )?the most|makes? up (?:our|the)"),
          cue(
              Intent.BREAKDOWN,
              1.0,
              "(?:biggest|largest|main) (?:spenders?|costs?|drivers?)|(?:daily|weekly|monthly) (?:costs?|spend)"),
          cue(
              Intent.BREAKDOWN,
              0.9,
              "share of the (?:costs?|spend|bill)|^(?:rank|list) |cost per "),
          cue(Intent.BREAKDOWN, 0.6, "top spenders|daily spend|so (?:costly|expensive)"),
          cue(Intent.CACHING, 1.2, "cach(?:e|es|ed|ing)|prefix(?:es)?"),
          cue(Intent.MODEL_CHOICE, 1.0, "(?:cheaper|smaller|other|another|different|bigger) model"),
          cue(Intent.MODEL_CHOICE, 0.9, "(?:switch|mov|migrat|chang)\\w* .{0,40}(?:to|from)"),
          cue(
              Intent.MODEL_CHOICE,
              0.8,
              "overkill|same calls on|compare .{0,20}models?|price difference"),
          cue(
              Intent.OUTPUT_LENGTH,
              0.9,
              "max_tokens|(?:answers?|responses?|outputs?|completions?) .{0,20}(?:long|length)\\w*"),
          cue(
              Intent.OUTPUT_LENGTH,
              0.8,
              "(?:long|verbose|lengthy) (?:answers?|responses?|outputs?|completions?)|output tokens"),
          cue(
              Intent.OUTPUT_LENGTH,
              1.1,
              "(?:cap|limit|shorten)\\w* .{0,20}(?:answers?|replies|responses?|outputs?)"
                  + "|how long are .{0,15}(?:answers?|replies|responses?|outputs?)"),
          cue(Intent.OUTPUT_LENGTH, 0.9, "reasoning tokens|long replies|rambl\\w+|verbos\\w+"),
          cue(
              Intent.PROMPT_LENGTH,
              1.1,
              "(?:trim|shorten|shrink)\\w* .{0,20}(?:contexts?|prompts?|history)|(?:conversation|chat) history"),
          cue(
              Intent.PROMPT_LENGTH,
              0.9,
              "(?:prompts?|contexts?|inputs?) .{0,20}(?:long|length|big|large|huge)\\w*"),
          cue(
              Intent.PROMPT_LENGTH,
              0.9,
              "(?:long|large|big|huge|oversized|bloated) (?:prompts?|contexts?|inputs?|conversations?)"),
          cue(Intent.PROMPT_LENGTH, 0.4, "context windows?|input tokens"),
          cue(
              Intent.CHANGE,
              0.9,
              "why (?:did|does|do|is|are|has|have|was)|and why|what changed|spikes?|jump(?:ed)?"),
          cue(
              Intent.CHANGE,
              0.8,
              "unusual|anomal\\w+|different between|explain the|went up|go(?:ne)? up|increas\\w+|r(?:o|i)se|grew"),
          cue(
              Intent.FORECAST,
              1.1,
              "forecast|predict\\w*|project(?:ed|ion)|on track|will we|exceed"),
          cue(
              Intent.ERRORS,
              1.0,
              "errors?|fail(?:ed|ures?|ing)|retr(?:y|ies)|timeouts?|duplicates?|twice"),
          cue(
              Intent.COVERAGE,
              1.1,
              "no price|unpriced|not (?:be )?priced|without a price|how (?:sure|certain|accurate)"),
          cue(
              Intent.COVERAGE,
              0.9,
              "(?:data|usage) (?:is )?(?:missing|complete|quality)|missing data"),
          cue(
              Intent.HELP,
              1.1,
              "what can you do|help$|how (?:do|can) (?:i|we) (?:use|import|send|upload|connect|start)"),
          cue(
              Intent.SPEND,
              0.6,
              "expenses?|(?:did|have|do) (?:we|i) (?:spend|spent|pay|paid)|total (?:cost|spend)?"),
          cue(
              Intent.SPEND,
              0.4,
              "how much (?:money|did|have|do|was)|spend(?:ing)?|bill|invoice|costs?|paid|pay"));

  private Cues() {}

  /// The weight of each intent's strongest cue in `question`; an intent without one is absent.
  static Map<Intent, Double> in(String question) {
    var text = question.toLowerCase(Locale.ROOT).replaceAll("[?!.\\s]+$", "");
    var weights = new EnumMap<Intent, Double>(Intent.class);
    for (var cue : CUES)
      if (cue.pattern.matcher(text).find()) weights.merge(cue.intent, cue.weight, Math::max);
    return weights;
  }

  private static Cue cue(Intent intent, double weight, String words) {
    return new Cue(intent, weight, Pattern.compile("\\b(?:" + words + ")"));
  }
}

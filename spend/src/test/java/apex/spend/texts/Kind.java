package apex.spend.texts;

import apex.spend.texts.Corpus.Draw;
import java.util.List;
import java.util.Locale;

/// In which way a figure is wrong. A third are held out: nobody looks at them while the judge is
/// tuned, and they are reported apart.
public enum Kind {
  DIGIT(false) {
    @Override
    String spoil(Draw draw) {
      return draw.of(
              List.of(
                  "We spent $%s {{period}}.", "It cost %s.", "The saving is $%s.", "Calls: %s."))
          .formatted(amount(draw));
    }
  },
  UNIT(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "The team used {{calls}} tokens.",
                  "We made {{tokens}} calls.",
                  "On {{<A>}} we made {{tokens.<A>}} calls.",
                  "{{<A>}} used {{calls.<A>}} tokens.",
                  "We spent {{total}} million.",
                  "We spent {{total}}k.",
                  "The share of {{<A>}} is {{share.<A>}} points.",
                  "We spent {{calls}}.")));
    }
  },
  SIGN(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "The saving on {{<A>}} is -{{saving.<A>}}.",
                  "Together the changes save minus {{saving}}.",
                  "The joint saving is \u2212{{saving}}.",
                  "We spent - {{total}} {{period}}.",
                  "The changes save a negative {{saving}}.",
                  "The saving is ({{saving}}).")));
    }
  },
  PERIOD(false) {
    @Override
    String spoil(Draw draw) {
      return draw.of(
          List.of(
              "We spent {{total}} last month.",
              "We spent {{total}} in October.",
              "The bill came to {{total}} a day.",
              "We spent {{total}} this week.",
              "Together the changes save {{saving}} per year.",
              "Together the changes save {{saving}} annually.",
              "On Tuesday we spent {{total}}.",
              "We spent {{total}} since May.",
              "We spent {{total}} over the quarter."));
    }
  },
  SWAPPED_SUBJECT(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "{{<A>}} cost {{spend.<B>}}.",
                  "{{<A>}} cost {{total}}.",
                  "The saving on {{<A>}} is {{saving.<B>}}.",
                  "{{<A>}} cost {{spend.<B>}}, while {{<B>}} cost {{spend.<A>}}.",
                  "We paid {{spend.<B>}} for {{<A>}} and {{spend.<A>}} for {{<B>}}.",
                  "We spent {{saving}} {{period}}.",
                  "Together the changes save {{total}}.",
                  "{{<A>}} takes a share of {{share.<B>}}.",
                  "We spent {{spend.<A>}} in total.",
                  "Of the spend of {{saving}}, the changes would save {{total}}.")));
    }
  },
  NUMBER_WORD(false) {
    @Override
    String spoil(Draw draw) {
      return "We spent %s dollars {{period}}."
          .replace(" dollars", draw.of(List.of("", " on calls")))
          .formatted(draw.of(NUMBER_WORDS));
    }
  },
  MULTIPLIER_IN_WORDS(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
              draw.of(
                  List.of(
                      "{{<A>}} costs %s.",
                      "The changes save %s the spend.",
                      "{{<A>}} is %s as dear.",
                      "It is %s what it was.")))
          .formatted(draw.of(MULTIPLIERS));
    }
  },
  ROUNDING(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "We spent about {{total}} {{period}}.",
                  "We spent nearly {{total}}.",
                  "{{<A>}} cost roughly {{spend.<A>}}.",
                  "The changes save at least {{saving}}.",
                  "The changes save up to {{saving}}.",
                  "The changes save over {{saving}}.",
                  "We spent almost {{total}}.",
                  "{{<A>}} cost some {{spend.<A>}} or so.",
                  "We spent {{total}} or more.",
                  "We spent approximately {{total}}.",
                  "We spent just under {{total}}.",
                  "We spent ~{{total}}.")));
    }
  },
  OTHER_SCRIPT(false) {
    @Override
    String spoil(Draw draw) {
      return "We spent %s {{period}}.".formatted(draw.of(OTHER_SCRIPTS));
    }
  },
  RANGE(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "The changes save between {{saving}} and {{total}}.",
                  "The changes save {{saving}} to {{total}}.",
                  "The saving is {{saving}}-{{total}}.",
                  "{{<A>}} cost {{spend.<A>}}..{{total}}.",
                  "The saving lies between nothing and {{saving}}.",
                  "The saving on {{<A>}} lies from {{saving.<A>}} upwards.")));
    }
  },
  CURRENCY(false) {
    @Override
    String spoil(Draw draw) {
      return draw.of(
          List.of(
              "We spent \u20ac{{total}} {{period}}.",
              "We spent {{total}} euros.",
              "We spent {{total}} EUR.",
              "We spent {{total}} cents.",
              "We spent \u00a3 {{total}}.",
              "We spent {{total}} thousand dollars.",
              "We spent {{total}} grand.",
              "We spent {{total}} in rupees.",
              "We spent {{total}} yen."));
    }
  },
  LIST_MARKER(false) {
    @Override
    String spoil(Draw draw) {
      var marker =
          draw.of(
              List.of("1.", "2)", "(3)", "a)", "b.", "(c)", "iv.", "II)", "\u2460", "i.", "#1"));
      return "\n" + marker + " Ask for short answers.";
    }
  },
  COMPARATIVE(false) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "{{<A>}} costs more than {{<B>}}.",
                  "{{<A>}} is the largest cost.",
                  "Most of the spend is on {{<A>}}.",
                  "{{<A>}} is cheaper than {{<B>}}.",
                  "The majority of calls go to {{<A>}}.",
                  "{{<A>}} costs less.",
                  "{{<A>}} is the dearest model.",
                  "Fewer calls went to {{<B>}}.",
                  "{{<A>}} outspends {{<B>}}.")));
    }
  },
  MADE_UP_PLACEHOLDER(false) {
    @Override
    String spoil(Draw draw) {
      return draw.of(
          List.of(
              "We spent {{total_usd}}.",
              "We spent {{spend.n9}}.",
              "We spent {{total",
              "We spent {total}.",
              "We spent {{ }}.",
              "We spent {{{{total}}}}.",
              "We spent {{total+saving}}."));
    }
  },
  SPLIT_WORD(true) {
    @Override
    String spoil(Draw draw) {
      var word = draw.of(NUMBER_WORDS).replaceFirst("^a ", "").split(" ")[0];
      int at = 1 + draw.number(0, Math.max(1, word.length() - 1));
      at = Math.min(at, word.length() - 1);
      var glue = draw.of(List.of("\u200b", "\u00ad", "**", "_", "-", "\u2060", "*"));
      return "We spent %s%s%s {{period}}."
          .formatted(word.substring(0, at), glue, word.substring(at));
    }
  },
  HOMOGLYPH(true) {
    @Override
    String spoil(Draw draw) {
      var word = draw.of(List.of("one", "two", "ten", "seven", "nine", "hundred", "thousand"));
      var spoilt = word.replace('o', '\u043e').replace('e', '\u0435').replace('a', '\u0430');
      return "We spent %s {{period}}.".formatted(spoilt);
    }
  },
  OTHER_LANGUAGE(true) {
    @Override
    String spoil(Draw draw) {
      return "We spent %s {{period}}."
          .formatted(
              draw.of(
                  List.of(
                      "zwei",
                      "zwanzig",
                      "deux",
                      "vingt",
                      "cien",
                      "mille",
                      "cinque",
                      "zw\u00f6lf",
                      "veinte",
                      "tausend",
                      "cinquante",
                      "otto",
                      "sedici",
                      "tjugo",
                      "kaksi")));
    }
  },
  ENTITY(true) {
    @Override
    String spoil(Draw draw) {
      return "We spent %s {{period}}."
          .formatted(
              draw.of(
                  List.of(
                      "&frac12;",
                      "&#53;&#48;",
                      "&half;",
                      "\\u0035",
                      "0x1F",
                      "1e3",
                      "\u00bd",
                      "\u2085",
                      "\u00b2",
                      "5\ufe0f\u20e3",
                      "\ud835\udfd3",
                      "\u3007")));
    }
  },
  SPELLED_MISSPELLED(true) {
    @Override
    String spoil(Draw draw) {
      return "We spent %s {{period}}."
          .formatted(
              draw.of(
                  List.of(
                      "fourty",
                      "ninty",
                      "f i v e",
                      "F.I.V.E",
                      "fiv",
                      "thre",
                      "hunderd",
                      "tousand",
                      "milion",
                      "sixtyish",
                      "twentysomething",
                      "umpteen",
                      "half-a-dozen",
                      "five-ish")));
    }
  },
  TIME_WORDS(true) {
    @Override
    String spoil(Draw draw) {
      return "We spent {{total}} %s."
          .formatted(
              draw.of(
                  List.of(
                      "yesterday",
                      "in the last fortnight",
                      "per hour",
                      "every weekend",
                      "this spring",
                      "in Q",
                      "since January",
                      "overnight",
                      "hourly",
                      "over the decade",
                      "in Nov",
                      "on average each day",
                      "by Christmas")));
    }
  },
  VAGUE_QUANTITY(true) {
    @Override
    String spoil(Draw draw) {
      return draw.named(
          draw.of(
              List.of(
                  "A couple of calls went to {{<A>}}.",
                  "Several calls of {{<A>}} failed.",
                  "Dozens of calls went to {{<A>}}.",
                  "Hardly any spend is on {{<A>}}.",
                  "All of the spend is on {{<A>}}.",
                  "The bulk of the spend is on {{<A>}}.",
                  "The lion's share of the spend is on {{<A>}}.",
                  "Virtually every call went to {{<A>}}.",
                  "Nothing was spent on {{<A>}}.",
                  "A fraction of the calls went to {{<A>}}.",
                  "Myriad calls went to {{<A>}}.")));
    }
  };

  private final boolean heldOut;

  Kind(boolean heldOut) {
    this.heldOut = heldOut;
  }

  public boolean heldOut() {
    return heldOut;
  }

  abstract String spoil(Draw draw);

  private static String amount(Draw draw) {
    return switch (draw.number(0, 4)) {
      case 0 -> Integer.toString(draw.number(0, 1_000_000));
      case 1 -> String.format(Locale.ROOT, "%,d", draw.number(1_000, 10_000_000));
      case 2 -> draw.number(0, 100) + "." + draw.number(10, 99);
      default -> "." + draw.number(1, 99);
    };
  }

  private static final List<String> NUMBER_WORDS =
      List.of(
          "one",
          "two",
          "three",
          "seven",
          "ten",
          "twelve",
          "nineteen",
          "twenty",
          "forty-two",
          "a hundred",
          "one thousand",
          "two million",
          "a billion",
          "zero",
          "five hundred",
          "sixty",
          "ninety-nine",
          "a dozen",
          "Eleven",
          "THIRTY",
          "a trillion",
          "nil");

  private static final List<String> MULTIPLIERS =
      List.of(
          "twice",
          "double",
          "half",
          "a third of",
          "two thirds of",
          "a quarter of",
          "ten times",
          "threefold",
          "triple",
          "a tenth of",
          "half again",
          "tenfold",
          "quadruple",
          "thrice",
          "one and a half times",
          "three quarters of",
          "doubly",
          "halved",
          "a fifth of");

  private static final List<String> OTHER_SCRIPTS =
      List.of(
          "\u0661\u0662\u0663",
          "\u096b\u0966",
          "\uff15\uff10",
          "\u4e94\u5341",
          "\u4e00\u767e",
          "\u2167",
          "\u0be8",
          "\u0665\u066b\u0662",
          "\u5341",
          "\u0434\u0432\u0430",
          "\u03b4\u03cd\u03bf",
          "\u5343",
          "\u4e07",
          "\u0e55",
          "\u1011");
}

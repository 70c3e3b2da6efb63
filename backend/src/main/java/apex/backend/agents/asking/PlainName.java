package apex.backend.agents.asking;

import java.util.regex.Pattern;

/// Which names of a workspace a language model may be shown: what a program calls a thing, such as
/// `gpt-4o` or `search/v2`. A sentence or markup that stands where a name should is kept back, so
/// that it cannot give orders.
public final class PlainName {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,63}");

  private PlainName() {}

  public static boolean is(String name) {
    return PLAIN.matcher(name).matches();
  }
}

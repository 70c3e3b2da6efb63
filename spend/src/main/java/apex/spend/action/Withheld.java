package apex.spend.action;

/// A file cannot be made: a name in it means something else in the file's format, or the format has
/// no word for what was asked. The message is a sentence for the reader.
public final class Withheld extends RuntimeException {
  private static final long serialVersionUID = 1;

  Withheld(String why) {
    super(why);
  }
}

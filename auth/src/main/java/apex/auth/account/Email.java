package apex.auth.account;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.Locale;
import java.util.regex.Pattern;

/// The address of an account, in the one form in which we compare and keep it.
public record Email(String value) {
  private static final Pattern FORM =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");

  public Email {
    if (!FORM.matcher(value).matches())
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "email must be an address such as ada@example.org");
  }

  /// Without surrounding blanks, in lower case.
  public static Email parse(String text) {
    return new Email(text.strip().toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return value;
  }
}

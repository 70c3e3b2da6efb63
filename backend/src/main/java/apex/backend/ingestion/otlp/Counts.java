package apex.backend.ingestion.otlp;

import apex.spend.usage.Tokens;
import io.opentelemetry.proto.common.v1.AnyValue;

/// Reads numbers of tokens. Never repairs one: a negative number is a finding.
final class Counts {
  private static final String RULE = "a whole number, 0 to %,d".formatted(Tokens.MOST);
  private static final int DIGITS_MAX = 18;

  private Counts() {}

  static long of(String field, AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> checked(field, value.getIntValue());
      case DOUBLE_VALUE -> whole(field, value.getDoubleValue());
      case STRING_VALUE -> parsed(field, value.getStringValue().strip());
      case VALUE_NOT_SET -> -1;
      default -> throw notANumber(field, value.getValueCase().name());
    };
  }

  private static long whole(String field, double number) {
    if (number != Math.rint(number) || Double.isInfinite(number))
      throw notANumber(field, Double.toString(number));
    return checked(field, (long) number);
  }

  private static long parsed(String field, String text) {
    if (!text.matches("-?[0-9]+")) throw notANumber(field, text);
    if (text.length() > DIGITS_MAX) throw refusal(TelemetryFault.TOO_MANY_TOKENS, field, text);
    return checked(field, Long.parseLong(text));
  }

  private static long checked(String field, long count) {
    if (count < 0) throw refusal(TelemetryFault.NEGATIVE_TOKENS, field, Long.toString(count));
    if (count > Tokens.MOST)
      throw refusal(TelemetryFault.TOO_MANY_TOKENS, field, Long.toString(count));
    return count;
  }

  private static RefusedTelemetry notANumber(String field, String value) {
    return refusal(TelemetryFault.NOT_A_NUMBER, field, value);
  }

  private static RefusedTelemetry refusal(TelemetryFault fault, String field, String value) {
    return new RefusedTelemetry(fault, field, value, RULE);
  }
}

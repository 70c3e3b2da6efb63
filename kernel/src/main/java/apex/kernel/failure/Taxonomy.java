package apex.kernel.failure;

import static apex.kernel.failure.Category.AUTHENTICATION;
import static apex.kernel.failure.Category.BUG;
import static apex.kernel.failure.Category.CALLER;
import static apex.kernel.failure.Category.CAPACITY;
import static apex.kernel.failure.Category.CONFIGURATION;
import static apex.kernel.failure.Category.DATA;
import static apex.kernel.failure.Category.REFUSED;
import static apex.kernel.failure.Category.RESOLUTION;
import static apex.kernel.failure.Category.TIMEOUT;
import static apex.kernel.failure.Category.TLS;
import static apex.kernel.failure.Category.UNREACHABLE;

import java.util.Locale;

/// The one place that says what an error code means: of the operating system, the resolver, TLS,
/// PostgreSQL, Redis, ClickHouse and HTTP. Texts of unknown origin go through [Phrases], exceptions
/// through [Thrown].
public final class Taxonomy {
  private Taxonomy() {}

  /// Linux error numbers (errno(3), asm-generic/errno.h).
  public static Failure errno(int number, String seen) {
    var category =
        switch (number) {
          case 111 -> REFUSED; // ECONNREFUSED
          case 11, 110 -> TIMEOUT; // EAGAIN on a socket with a time limit, ETIMEDOUT
          case 32, 100, 101, 103, 104, 112, 113 -> UNREACHABLE; // EPIPE … EHOSTUNREACH
          case 12, 23, 24, 28, 105, 122 -> CAPACITY; // ENOMEM, ENFILE, EMFILE, ENOSPC, …
          case 1, 2, 13, 98, 99 -> CONFIGURATION; // EPERM, ENOENT, EACCES, EADDRINUSE, …
          case 9, 22, 88 -> CALLER; // EBADF, EINVAL, ENOTSOCK
          default -> BUG;
        };
    return Failure.of(category, seen);
  }

  /// What getaddrinfo(3) answers on Linux. Each is a failure to find an address: nothing was
  /// connected to, so it proves nothing about a server, a port or a subnet.
  public static Failure resolver(int code, String seen) {
    var failure = Failure.of(RESOLUTION, seen);
    return switch (code) {
      case -3 -> // EAI_AGAIN
          failure.withRemedy(
              "Ask whether the resolver of this machine answers (/etc/resolv.conf): it did not, "
                  + "and nothing was connected to.");
      case -2, -5 -> // EAI_NONAME, EAI_NODATA
          failure
              .withRetry(false)
              .withRemedy("Check the spelling of the host name: the resolver does not know it.");
      case -4 -> // EAI_FAIL
          failure.withRetry(false).withRemedy("Look at the zone of the name: its servers refuse.");
      case -10 -> // EAI_MEMORY
          Failure.of(CAPACITY, seen);
      default -> failure;
    };
  }

  /// The name of an EAI code, such as `EAI_AGAIN`.
  public static String resolverName(int code) {
    return switch (code) {
      case -1 -> "EAI_BADFLAGS";
      case -2 -> "EAI_NONAME";
      case -3 -> "EAI_AGAIN";
      case -4 -> "EAI_FAIL";
      case -5 -> "EAI_NODATA";
      case -6 -> "EAI_FAMILY";
      case -7 -> "EAI_SOCKTYPE";
      case -8 -> "EAI_SERVICE";
      case -10 -> "EAI_MEMORY";
      case -11 -> "EAI_SYSTEM";
      default -> "EAI " + code;
    };
  }

  /// TLS alerts by their name in RFC 8446, section 6.
  public static Failure tlsAlert(String name, String seen) {
    var failure = Failure.of(TLS, seen);
    return switch (name) {
      case "certificate_expired" ->
          failure.withRemedy("Renew the certificate: it is no longer, or not yet, valid.");
      case "unknown_ca", "bad_certificate", "certificate_unknown", "certificate_revoked" ->
          failure.withRemedy("Trust the authority that signed the certificate, or replace it.");
      case "certificate_required" ->
          failure.withRemedy("Send a client certificate: the TLS server asks for one.");
      case "protocol_version", "insufficient_security", "handshake_failure" ->
          failure.withRemedy("Let both sides speak a common TLS version and cipher.");
      case "unrecognized_name" ->
          failure.withRemedy("Correct the host name: the TLS server has no certificate for it.");
      case "internal_error" -> failure.withRetry(true);
      default -> failure;
    };
  }

  /// SQLSTATE of PostgreSQL (manual, appendix A).
  public static Failure sqlState(String state, String seen) {
    return switch (state) {
      case "57014", "25P03", "55P03" -> Failure.of(TIMEOUT, seen);
      case "57P03" ->
          Failure.of(UNREACHABLE, seen)
              .withRemedy("Wait: PostgreSQL is starting up or shutting down; its log says which.");
      case "40001", "40P01" -> Failure.of(CAPACITY, seen);
      case "42501" -> Failure.of(AUTHENTICATION, seen).withRemedy("Grant the role what it needs.");
      case "3D000" ->
          Failure.of(CONFIGURATION, seen)
              .withRemedy("Create the database, or correct the setting that names it.");
      case "53300" ->
          Failure.of(CAPACITY, seen)
              .withRemedy("Use smaller pools, or raise the limit max_connections.");
      case "53100" -> Failure.of(CAPACITY, seen).withRemedy("Make room on the disk: the limit.");
      case "XX001", "XX002" -> Failure.of(DATA, seen);
      default -> Failure.of(sqlClass(state), seen);
    };
  }

  private static Category sqlClass(String state) {
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08", "57" -> UNREACHABLE;
      case "28" -> AUTHENTICATION;
      case "53" -> CAPACITY;
      case "25", "3F", "F0", "55" -> CONFIGURATION;
      case "22", "23" -> DATA;
      case "58", "XX" -> BUG;
      case "" -> UNREACHABLE;
      default -> CALLER; // 42 syntax or name, 0A, 26, 34, 54, …: the statement is wrong in itself
    };
  }

  /// The first word of a Redis error reply decides; `ERR` is told apart by its text.
  public static Failure redis(String reply) {
    var seen = reply.startsWith("-") ? reply.substring(1) : reply;
    var category =
        switch (seen.split("[ \r\n]", 2)[0]) {
          case "NOAUTH", "WRONGPASS", "NOPERM" -> AUTHENTICATION;
          case "OOM", "BUSY", "TRYAGAIN", "NOREPLICAS", "MISCONF" -> CAPACITY;
          case "LOADING", "MASTERDOWN", "CLUSTERDOWN" -> UNREACHABLE;
          case "READONLY", "MOVED", "ASK", "DENIED", "CROSSSLOT" -> CONFIGURATION;
          case "ERR" -> redisText(seen.toLowerCase(Locale.ROOT));
          default -> CALLER; // WRONGTYPE, NOSCRIPT, EXECABORT, …
        };
    return Failure.of(category, seen);
  }

  private static Category redisText(String text) {
    if (text.contains("max number of clients")) return CAPACITY;
    if (text.contains("invalid password")) return AUTHENTICATION;
    if (text.contains("no password is set") || text.contains("db index")) return CONFIGURATION;
    return CALLER;
  }

  /// Codes of ClickHouse (src/Common/ErrorCodes.cpp).
  public static Failure clickHouse(int code, String seen) {
    var category =
        switch (code) {
          case 159, 160, 209 -> TIMEOUT;
          case 198 -> RESOLUTION;
          case 192, 193, 194, 497, 516 -> AUTHENTICATION;
          case 60, 81, 164, 242 -> CONFIGURATION;
          case 202, 241, 243, 252, 439 -> CAPACITY;
          case 210, 236, 279, 394, 999 -> UNREACHABLE;
          case 6, 27, 38, 41, 72, 117, 349 -> DATA;
          case 49, 1000, 1001, 1002 -> BUG;
          default -> CALLER; // 62 syntax, 47 identifier, 42 arguments, 115 setting, …
        };
    return Failure.of(category, seen);
  }

  /// Status codes of HTTP (RFC 9110, section 15).
  public static Failure http(int status, String seen) {
    return switch (status) {
      case 401, 403, 407 -> Failure.of(AUTHENTICATION, seen);
      case 408, 504 -> Failure.of(TIMEOUT, seen);
      case 429, 507 -> Failure.of(CAPACITY, seen);
      case 502 -> Failure.of(UNREACHABLE, seen).withRemedy("Look behind it: its upstream is gone.");
      case 503 ->
          Failure.of(CAPACITY, seen).withRemedy("Ask its health page or log what it waits for.");
      case 404, 405, 410 ->
          Failure.of(CALLER, seen).withRemedy("Correct the address that is asked: it has no such.");
      default -> Failure.of(httpClass(status), seen);
    };
  }

  private static Category httpClass(int status) {
    if (status == 501 || status == 505) return CALLER;
    if (status >= 500) return BUG;
    if (status >= 400) return CALLER;
    return DATA; // a success or a redirection is no failure: it came where none was expected
  }
}

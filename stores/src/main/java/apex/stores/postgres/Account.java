package apex.stores.postgres;

import apex.kernel.identity.UserId;
import java.time.Instant;

/// A person who can sign in.
///
/// @param email as first written, compared without case
/// @param passwordHash as the password hasher encoded it, never shown
public record Account(UserId id, String email, String passwordHash, Instant created) {
  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}

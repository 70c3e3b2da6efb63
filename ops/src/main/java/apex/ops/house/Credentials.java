package apex.ops.house;

import apex.kernel.environment.Secret;

/// What a person signs in with.
public record Credentials(String email, Secret password) {
  public static Credentials of(String email, String password) {
    return new Credentials(email, new Secret(password));
  }
}

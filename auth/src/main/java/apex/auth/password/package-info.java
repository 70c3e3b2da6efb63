/// Passwords: what is accepted ([PasswordRule]) and how it is kept ([PasswordHasher]). Knows no
/// account.
@org.jspecify.annotations.NullMarked
package apex.auth.password;

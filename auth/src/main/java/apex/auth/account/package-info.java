/// Signing up, signing in, staying in and going out, and which workspace that is for. Start at
/// [SignIn]. Knows neither HTTP nor how passwords are hashed.
@org.jspecify.annotations.NullMarked
package apex.auth.account;

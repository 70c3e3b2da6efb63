/// What auth answers over HTTP: [AuthApi] for people and services, [HealthApi] for whoever asks how
/// it is. The only package of auth that knows the edge.
@org.jspecify.annotations.NullMarked
package apex.auth.api;

/// What the outside can ask of the backend: HTTP routes and the chat's socket. Start at [Api]. The
/// only package here that knows the edge; it decides nothing about answers.
@org.jspecify.annotations.NullMarked
package apex.backend.api;

/// How the outside reaches us over HTTP: a table of [Routes] from requests to responses, served by
/// [Server]. Failures become [Problem]s here and nowhere else. The web server behind it shows in no
/// signature, so that it can be swapped. Knows no address of any process.
@org.jspecify.annotations.NullMarked
package apex.edge.http;

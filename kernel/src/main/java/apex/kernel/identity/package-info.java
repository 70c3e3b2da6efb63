/// Who is asking and what they may do: [Identity]. Knows no token and no password.
@org.jspecify.annotations.NullMarked
package apex.kernel.identity;

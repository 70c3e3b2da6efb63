/// Who you are: the process that signs people in. Start at [Main]; [AuthService] puts the parts
/// together. Knows neither the backend nor the operator's command line.
@org.jspecify.annotations.NullMarked
package apex.auth;

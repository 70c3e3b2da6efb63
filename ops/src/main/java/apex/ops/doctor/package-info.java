/// `apex doctor`: examines every service of a topology at once and says what is broken, what is not
/// and by which witness, and why. Start at [Doctor]; [Reasoning] turns what was seen into findings,
/// causes and chains; a [Witness] brings evidence beside the doctor's own. The probes are in
/// `probe`, what is examined in `topology`.
@org.jspecify.annotations.NullMarked
package apex.ops.doctor;

/// Usage that nobody made: a seeded month of calls with waste planted in it, for the demo. Start at
/// [SampleUsage#write]. What the waste is worth is defined by running the generator again without
/// it ([Waste]); no analysis is known here.
@org.jspecify.annotations.NullMarked
package apex.launcher.sample;

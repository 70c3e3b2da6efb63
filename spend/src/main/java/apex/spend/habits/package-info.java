/// Counts [apex.spend.figures.Habits] from calls, one by one in the order of time. Start at
/// [HabitStudy]. Knows no query and no finding.
@org.jspecify.annotations.NullMarked
package apex.spend.habits;

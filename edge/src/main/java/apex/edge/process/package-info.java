/// What every server process of the house does alike: its log, its line when it listens, its exit
/// code, its orderly stop. Start at [ServiceProcess]. Knows no service.
@org.jspecify.annotations.NullMarked
package apex.edge.process;

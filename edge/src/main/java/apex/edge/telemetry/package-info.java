/// What a process tells about itself: how often and how long, and the trace of each request.
@NullMarked
package apex.edge.telemetry;

import org.jspecify.annotations.NullMarked;

/// The whole house on one machine: the embedded stores, auth and backend as child processes, and
/// the commands `up`, `down`, `status` and `demo`. Start at [House]; [Main] adds the commands to
/// those of `apex.ops`. Knows the services only by their main classes, settings and HTTP.
@org.jspecify.annotations.NullMarked
package apex.launcher;

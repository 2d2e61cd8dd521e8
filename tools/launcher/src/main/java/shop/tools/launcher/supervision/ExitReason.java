package shop.tools.launcher.supervision;

import java.util.stream.Stream;
import shop.build.localservers.LogTail;
import shop.tools.stack.Components;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;

/** What a component's log says about its end, where that can be told in a sentence. */
final class ExitReason {

    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;

    private ExitReason() {}

    /** How a process ended, with the reason if its log tells one. */
    static String of(StackHome home, String component, int exitCode) {
        String end = exitCode > SIGNALLED
                ? "it was killed by signal " + (exitCode - SIGNALLED)
                : "it ended with exit code " + exitCode;
        // A process that is killed has no time to say why; the end of its log is older.
        if (exitCode == SIGNALLED + SIGKILL) {
            return end;
        }
        String reason = inLog(home, component);
        // A JVM that runs several services says in a log of its own why it ends.
        boolean shared =
                Stream.of(Service.values()).anyMatch(service -> service.id().equals(component));
        return end + (reason.isEmpty() && exitCode > 1 && shared ? inLog(home, Components.SERVICES) : reason);
    }

    /** Empty, or a sentence beginning with a colon. */
    static String inLog(StackHome home, String component) {
        String end = String.join("\n", new LogTail(home.log(component)).last(200));
        if (end.contains("No space left on device")) {
            return ": the disk is full (" + home.folder() + "). Free some space; nothing that was accepted is lost";
        }
        if (end.contains("Address already in use")) {
            return ": its port is taken by another process. ./shop doctor names it";
        }
        if (end.contains("OutOfMemoryError")) {
            return ": it ran out of memory";
        }
        return "";
    }
}

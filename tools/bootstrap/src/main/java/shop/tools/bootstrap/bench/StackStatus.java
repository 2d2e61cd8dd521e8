package shop.tools.bootstrap.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ./shop status --json} says of the processes of a stack. Older versions of this project print the same document. */
public final class StackStatus {

    private static final Pattern SUPERVISOR = Pattern.compile("\"supervisor\"\\s*:\\s*(\\d+)");
    private static final Pattern COMPONENT =
            Pattern.compile("\"component\"\\s*:\\s*\"([^\"]+)\"[^{}]*?\"pid\"\\s*:\\s*(\\d+)");

    private StackStatus() {}

    /**
     * The processes from which all others of the stack descend, with their names. Components that share a process share its
     * name.
     *
     * @param output what the verb wrote
     * @throws IllegalArgumentException if no stack runs
     */
    public static Map<Long, String> processes(String output) {
        Matcher supervisor = SUPERVISOR.matcher(output);
        if (!supervisor.find()) {
            throw new IllegalArgumentException("Not the status of a stack that runs:\n" + output);
        }
        Map<Long, String> processes = new LinkedHashMap<>();
        COMPONENT
                .matcher(output)
                .results()
                .forEach(component -> processes.merge(
                        Long.valueOf(component.group(2)), component.group(1), (first, second) -> first + "+" + second));
        processes.merge(Long.valueOf(supervisor.group(1)), "supervisor", (component, own) -> component + "+" + own);
        return processes;
    }
}

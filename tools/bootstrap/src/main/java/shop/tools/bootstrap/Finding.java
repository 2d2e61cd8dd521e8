package shop.tools.bootstrap;

import java.io.PrintWriter;
import java.util.List;

/**
 * One thing that {@code ./shop doctor} has looked at.
 *
 * @param remedy what to do, in lines; empty if nothing is missing
 */
public record Finding(String what, String remedy) {

    public static Finding fine(String what) {
        return new Finding(what, "");
    }

    public boolean isMissing() {
        return !remedy.isEmpty();
    }

    /**
     * Tells a person all of them.
     *
     * @return whether nothing is missing
     */
    public static boolean print(List<Finding> findings, PrintWriter out) {
        for (Finding finding : findings) {
            out.println((finding.isMissing() ? "  missing  " : "  ok       ") + finding.what());
            finding.remedy().lines().forEach(line -> out.println("           " + line));
        }
        out.flush();
        return findings.stream().noneMatch(Finding::isMissing);
    }
}

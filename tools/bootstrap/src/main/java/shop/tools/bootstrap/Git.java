package shop.tools.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The project's history. */
final class Git {

    private final Path folder;

    Git(Path folder) {
        this.folder = folder;
    }

    /** Whether this folder is the top of a checkout, and there is a Git on this machine. */
    boolean isThere() {
        return Prerequisites.onPath("git").isPresent()
                && output("rev-parse", "--show-prefix").filter(String::isEmpty).isPresent();
    }

    /** The full name of a commit; empty if there is none of this name. */
    Optional<String> commit(String name) {
        return output("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    }

    boolean hasUncommittedChanges() {
        return output("status", "--porcelain").filter(String::isEmpty).isEmpty();
    }

    /** Checks out a commit into a folder of its own, on no branch. */
    void checkOut(String commit, Path into) {
        need("worktree", "add", "--force", "--detach", into.toString(), commit);
    }

    /** Deletes such a folder with all that is in it. */
    void remove(Path checkout) {
        need("worktree", "remove", "--force", checkout.toString());
    }

    private void need(String... arguments) {
        List<String> lines = new ArrayList<>();
        if (run(lines, arguments) != 0) {
            throw new Refusal("git " + String.join(" ", arguments) + " failed." + Console.quoted(lines));
        }
    }

    private Optional<String> output(String... arguments) {
        List<String> lines = new ArrayList<>();
        return run(lines, arguments) == 0 ? Optional.of(String.join("\n", lines)) : Optional.empty();
    }

    private int run(List<String> lines, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return Child.run(folder, Map.of(), command, lines::add);
    }
}

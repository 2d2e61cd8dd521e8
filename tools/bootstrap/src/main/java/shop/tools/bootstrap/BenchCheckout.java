package shop.tools.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A commit in a folder of its own, built as its own script builds it. */
final class BenchCheckout {

    private static final int LAST_LINES = 20;

    private final Git git;
    private final String commit;
    private final Path folder;

    /**
     * @param folder is made, or taken as it is if an earlier run left it with this commit
     */
    BenchCheckout(Git git, String commit, Path folder) {
        this.git = git;
        this.commit = commit;
        this.folder = folder;
    }

    /** As it is while its shop runs. */
    Checkout checkout() {
        return new Checkout(folder, folder.resolve(".shop"));
    }

    /** @throws Refusal with the last lines of the build if that fails */
    void build() {
        boolean there = Files.exists(folder.resolve(".git"))
                && new Git(folder).commit("HEAD").equals(Optional.of(commit));
        if (!there) {
            git.checkOut(commit, folder);
        }
        leaveOutStorefront();
        List<String> lines = new ArrayList<>();
        Checkout checkout = checkout();
        var environment = Map.of("SHOP_HOME", checkout.home().toString(), "SHOP_BUILD", "");
        if (Child.run(folder, environment, List.of(checkout.script().toString(), "build"), lines::add) != 0) {
            throw new Refusal("The build of " + commit + " failed in " + folder + "."
                    + Console.quoted(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
        }
    }

    void delete() {
        git.remove(folder);
    }

    /** No load looks at the pages. A page that is younger than its sources is not built. */
    private void leaveOutStorefront() {
        Path page = folder.resolve("storefront/dist/index.html");
        try {
            if (Files.exists(folder.resolve("storefront")) && !Files.exists(page)) {
                Files.createDirectories(page.resolveSibling(""));
                Files.writeString(page, "<!doctype html><title>Not built: this shop is only measured</title>\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package shop.tools.bootstrap;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Builds what is older than its sources, and no more: modules with Maven, the storefront with npm. */
final class Build {

    /** What runs in a stack on this machine. Other modules are built if one of these needs them. */
    static final List<String> PROGRAMS = List.of(
            "tools/shop", "tools/host", "cart-service", "checkout-service", "inventory-service", "order-service");

    /** While nothing is younger than this file the script need not ask here. */
    private static final String ALL_BUILT = "tools/shop/target/all-built-by-shop";

    private final Checkout checkout;
    private final Modules modules;
    private final Storefront storefront;

    Build(Checkout checkout) {
        this.checkout = checkout;
        this.modules = new Modules(checkout.project());
        this.storefront = new Storefront(checkout);
    }

    /** Builds everything, changed or not. */
    void everything() {
        FileTime now = FileTime.from(Instant.now());
        compile(modules.with(PROGRAMS), now);
        storefront.build();
        rememberIfAllIsBuilt(now);
    }

    /** @return whether anything was stale */
    boolean whatIsStale() {
        return whatIsStaleFor(PROGRAMS);
    }

    /** Builds what runs in a stack, and one more program beside it. */
    void whatIsStaleWith(String program) {
        whatIsStaleFor(Stream.concat(PROGRAMS.stream(), Stream.of(program)).toList());
    }

    private boolean whatIsStaleFor(List<String> programs) {
        FileTime now = FileTime.from(Instant.now());
        Set<String> stale = modules.stale(programs);
        boolean pages = storefront.stale();
        if (!stale.isEmpty()) {
            compile(stale, now);
        }
        if (pages) {
            storefront.build();
        }
        rememberIfAllIsBuilt(now);
        return pages || !stale.isEmpty();
    }

    /** Builds a module and what it needs, if it is stale. */
    void whatIsStaleOfModule(String module) {
        FileTime now = FileTime.from(Instant.now());
        Set<String> stale = modules.stale(List.of(module));
        if (!stale.isEmpty()) {
            compile(stale, now);
        }
    }

    /** Builds what these components of a stack need, if it is stale. */
    void whatIsStaleOf(Collection<String> components) {
        FileTime now = FileTime.from(Instant.now());
        Set<String> stale =
                modules.stale(components.stream().map(Build::program).distinct().toList());
        if (!stale.isEmpty()) {
            compile(stale, now);
            rememberIfAllIsBuilt(now);
        }
    }

    /** Somebody else has built everything from sources as they were at this moment. */
    void everythingWasBuilt(FileTime since) {
        modules.built(modules.all(), since);
        rememberIfAllIsBuilt(since);
    }

    /** A service is a module of its own, everything else in a stack is started by the tools. */
    private static String program(String component) {
        return PROGRAMS.contains(component + "-service") ? component + "-service" : "tools/shop";
    }

    private void compile(Set<String> stale, FileTime now) {
        Set<String> unchecked = new LinkedHashSet<>(stale);
        for (String module : modules.all()) {
            if (UncheckedClasses.in(classes(module))) {
                unchecked.add(module);
                UncheckedClasses.unmark(classes(module), modules.stamp(module).orElse(now));
            }
        }
        Runnable mark = () -> unchecked.forEach(module -> UncheckedClasses.mark(classes(module)));
        try (AtExit interrupted = AtExit.run(mark)) {
            new Maven(checkout).build(stale);
        } finally {
            mark.run();
        }
        modules.built(stale, now);
    }

    private Path classes(String module) {
        return checkout.project().resolve(module, "target/classes");
    }

    private void rememberIfAllIsBuilt(FileTime since) {
        if (modules.stale(PROGRAMS).isEmpty() && !storefront.stale()) {
            Checkout.stamp(checkout.project().resolve(ALL_BUILT), since);
        }
    }
}

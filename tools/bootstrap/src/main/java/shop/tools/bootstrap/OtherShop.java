package shop.tools.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A shop beside the one of the person who waits. It goes down with us, however we end. */
final class OtherShop implements AutoCloseable {

    private final Checkout checkout;
    private final Map<String, String> environment;
    private final Path log;
    private final Runnable afterDown;
    private final AtExit interrupted;

    /**
     * @param log gets what its verbs say
     * @param afterDown done when it is down, also after an interrupt
     */
    OtherShop(Checkout checkout, Map<String, String> environment, Path log, Runnable afterDown) {
        this.checkout = checkout;
        this.environment = environment;
        this.log = log;
        this.afterDown = afterDown;
        this.interrupted = AtExit.run(this::down);
    }

    /** @return whether the verb did what it was asked to */
    boolean run(String... verb) {
        return Child.run(checkout.project(), environment, command(verb), log) == 0;
    }

    /** @return what the verb wrote, whatever became of it */
    String output(String... verb) {
        List<String> lines = new ArrayList<>();
        Child.run(checkout.project(), environment, command(verb), lines::add);
        return String.join("\n", lines);
    }

    private List<String> command(String... verb) {
        return Stream.concat(Stream.of(checkout.script().toString()), Stream.of(verb))
                .toList();
    }

    private void down() {
        run("down");
        afterDown.run();
    }

    @Override
    public void close() {
        down();
        interrupted.close();
    }
}

package shop.tools.client.seed;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.tools.stack.RefusedException;

/** Puts the demo catalogue into an inventory, as every new stack does once. Not for people. */
@Command(name = "seed", hidden = true)
public final class SeedCommand implements Callable<Integer> {

    @Option(names = "--inventory", required = true)
    @SuppressWarnings("NullAway.Init")
    private URI inventory;

    @Override
    public Integer call() throws InterruptedException {
        try {
            System.out.println(new DemoCatalogue(inventory).seed() + " products of the demo catalogue are there.");
            return 0;
        } catch (IllegalStateException e) {
            throw new RefusedException("The demo catalogue could not be put in: " + e.getMessage());
        }
    }
}

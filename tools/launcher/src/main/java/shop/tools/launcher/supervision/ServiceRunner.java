package shop.tools.launcher.supervision;

import java.util.Map;
import shop.tools.stack.Service;

/** How a service is run: in a process of its own, or in a JVM with the others. */
interface ServiceRunner {

    /**
     * Starts a service as it is built now and does not wait for it.
     *
     * @param settings environment variables
     * @throws IllegalStateException with a sentence for people, if it is not built
     * @throws java.io.UncheckedIOException if its process cannot be started
     */
    Process start(Service service, Map<String, String> settings);
}

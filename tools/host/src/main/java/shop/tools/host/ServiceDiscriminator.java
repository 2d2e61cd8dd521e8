package shop.tools.host;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.sift.AbstractDiscriminator;
import java.util.Objects;

/** Tells to whose log a line belongs: that of the service for which the thread works, else the host's. */
public final class ServiceDiscriminator extends AbstractDiscriminator<ILoggingEvent> {

    @Override
    public String getDiscriminatingValue(ILoggingEvent event) {
        return Objects.requireNonNullElse(ServiceClassLoader.serviceOf(Thread.currentThread()), Host.NAME);
    }

    @Override
    public String getKey() {
        return "service";
    }
}

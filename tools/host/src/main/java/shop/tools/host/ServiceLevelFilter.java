package shop.tools.host;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Drops what the service does not want to be logged; another one may have asked for it. */
public final class ServiceLevelFilter extends Filter<ILoggingEvent> {

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String service = ServiceClassLoader.serviceOf(Thread.currentThread());
        boolean wanted = service == null || LogLevels.wants(service, event.getLoggerName(), event.getLevel());
        return wanted ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}

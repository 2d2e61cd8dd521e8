package shop.httpapi;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * How a service calls another one: on the thread that asks, with no other thread in between. Time-outs are the settings of each
 * client ({@code spring.http.serviceclient}).
 */
@AutoConfiguration(before = ImperativeHttpClientAutoConfiguration.class)
@ConditionalOnClass({HttpComponentsClientHttpRequestFactoryBuilder.class, HttpClientBuilder.class})
class ServiceClientAutoConfiguration {

    /** No request waits for a connection: how many there are at once is for the limit of the service to say. */
    private static final int MANY_CONNECTIONS = 2000;

    /** A connection that was idle for longer is looked at before it is used: the other service may have been restarted. */
    private static final long TRUSTED_IDLE_MILLIS = 500;

    /** Shorter than the services keep an idle connection (60 s). */
    private static final long CONNECTION_AGE_SECONDS = 45;

    @Bean
    ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> serviceClients() {
        return builder -> builder.withConnectionManagerCustomizer(connections ->
                        connections.setMaxConnPerRoute(MANY_CONNECTIONS).setMaxConnTotal(MANY_CONNECTIONS))
                .withConnectionConfigCustomizer(connection -> connection
                        .setValidateAfterInactivity(TRUSTED_IDLE_MILLIS, TimeUnit.MILLISECONDS)
                        .setTimeToLive(CONNECTION_AGE_SECONDS, TimeUnit.SECONDS))
                .withHttpClientCustomizer(client -> client.setRetryStrategy(new AfterBrokenConnection())
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableRedirectHandling());
    }

    /**
     * Repeats a request that changes nothing, once and at once, if its connection was closed before an answer came. An answer is
     * an answer: whoever asked decides what a 503 means.
     */
    private static final class AfterBrokenConnection extends DefaultHttpRequestRetryStrategy {

        AfterBrokenConnection() {
            super(1, TimeValue.ZERO_MILLISECONDS);
        }

        @Override
        public boolean retryRequest(HttpResponse response, int times, HttpContext context) {
            return false;
        }
    }
}

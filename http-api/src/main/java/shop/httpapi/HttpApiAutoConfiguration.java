package shop.httpapi;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.Resource;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;
import shop.strictjson.StrictJson;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Configures the HTTP API of a service; the service only depends on this module. */
@AutoConfiguration(before = {WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
@EnableConfigurationProperties({HttpApiProperties.class, LoginProperties.class})
class HttpApiAutoConfiguration {

    @Bean
    ShopperSession shopperSession(HttpApiProperties properties) {
        return new ShopperSession(properties, Clock.systemUTC());
    }

    /** Half of the places are never taken by requests that wait for the issuer, so guests find one. */
    @Bean
    ShopperLogin shopperLogin(LoginProperties properties, HttpApiProperties http) {
        return properties.login(http.limit().lowest() / 2, Clock.systemUTC());
    }

    @Bean
    MeterBinder loginMetrics(ShopperLogin login) {
        return login::measure;
    }

    @Bean
    ProblemAdvice problemAdvice(ObjectProvider<Tracer> tracer) {
        return new ProblemAdvice(tracer.getIfAvailable());
    }

    @Bean
    ErrorPage errorPage() {
        return new ErrorPage();
    }

    @Bean
    ServerRefusals serverRefusals(JsonMapper json, HttpApiProperties properties) {
        return new ServerRefusals(json, properties.bodyDeadline());
    }

    @Bean
    Rates rates(HttpApiProperties properties) {
        return new Rates(properties.rate());
    }

    @Bean
    EntranceFilter entranceFilter(
            Rates rates, @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new EntranceFilter(rates, problems);
    }

    @Bean
    BodyFilter bodyFilter(
            HttpApiProperties properties,
            @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new BodyFilter(properties.maxBody(), properties.largeBodies(), properties.bodyDeadline(), problems);
    }

    @Bean
    MeterBinder bodyMetrics(BodyFilter bodies) {
        return registry -> Gauge.builder("shop.http.receiving", bodies, BodyFilter::receiving)
                .description("Requests whose body is still to come; they hold no place")
                .register(registry);
    }

    @Bean
    Admission admission(HttpApiProperties properties) {
        return new Admission(LatencyLimit.of(properties.limit()), properties.limit(), System::nanoTime);
    }

    @Bean
    ConcurrencyLimitFilter concurrencyLimitFilter(
            Admission admission, @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return new ConcurrencyLimitFilter(admission, problems);
    }

    @Bean
    MeterBinder admissionMetrics(Admission admission) {
        return registry -> {
            Gauge.builder("shop.http.limit", admission, it -> it.figures().limit())
                    .description("How many requests may be worked on at the same time")
                    .register(registry);
            Gauge.builder("shop.http.working", admission, it -> it.figures().working())
                    .description("Requests that are worked on")
                    .register(registry);
            Gauge.builder("shop.http.waiting", admission, it -> it.figures().waiting())
                    .description("Requests that wait for a place")
                    .register(registry);
            Gauge.builder("shop.http.lasting", admission, it -> it.figures().lasting())
                    .description("Requests that wait on purpose, such as streams")
                    .register(registry);
            FunctionCounter.builder(
                            "shop.http.refused", admission, it -> it.figures().refused())
                    .description("Requests that were refused for want of a place")
                    .register(registry);
        };
    }

    /** Problem documents are always English, whatever the browser prefers; a storefront chooses its own words by their code. */
    @Bean
    LocaleResolver localeResolver() {
        return new FixedLocaleResolver(Locale.ENGLISH);
    }

    @Bean
    WebMvcConfigurer parametersOfControllers(
            ShopperSession session, ShopperLogin login, HttpApiProperties properties, Rates rates) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new ShopperArgumentResolver(session, login, properties, rates));
                resolvers.add(new IdempotencyKeyArgumentResolver());
            }
        };
    }

    @Bean
    @ConditionalOnResource(resources = ApiDescription.FILE)
    RouterFunction<ServerResponse> apiDescription(
            @Value("${spring.application.name}") String applicationName, @Value(ApiDescription.FILE) Resource file) {
        return ApiDescription.route(applicationName, file);
    }

    /**
     * As strict as the reading of events, and stricter in three ways: a client that sends what nobody reads, the same field
     * twice, or half a character, made a mistake and is told so. A reader of events has to ignore the fields of a later release.
     */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> StrictJson.configure(builder)
                .addModule(new SimpleModule("whole-text").addDeserializer(String.class, new WholeText()))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
}

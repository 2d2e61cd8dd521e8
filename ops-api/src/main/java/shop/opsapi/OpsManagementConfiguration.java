package shop.opsapi;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Puts the {@link OpsController}s of a service on its management port. This is a configuration of the management port's own
 * context, of which the service's context is the parent; if both ports are one, it does not exist.
 *
 * <p>Nothing of it is made before the first request to {@code /ops}.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class OpsManagementConfiguration {

    static final String PATH = "/ops/api/v1";

    private static final String ALL = "/ops/*";

    /** Before the actuator's mapping, which takes what is left. */
    private static final int FIRST = -1_000;

    @Bean
    @Lazy
    RequestMappingHandlerMapping opsHandlerMapping() {
        var mapping = new OpsHandlerMapping();
        mapping.setDetectHandlerMethodsInAncestorContexts(true);
        mapping.setPathPrefixes(Map.of(PATH, _ -> true));
        mapping.setInterceptors(new OpsGuard());
        mapping.setOrder(FIRST);
        return mapping;
    }

    /** @throws InvalidConfigurationPropertyValueException if a shopper's token would be one for operators, and the other way round */
    @Bean
    FilterRegistrationBean<Filter> opsSecurity(
            OpsProperties settings,
            @Value("${shop.login.audience:}") String shoppersAudience,
            @Lazy @Qualifier(DispatcherServlet.HANDLER_EXCEPTION_RESOLVER_BEAN_NAME) HandlerExceptionResolver problems) {
        settings.mustNotShareAudienceWith(shoppersAudience);
        Supplier<Filter> security = SingletonSupplier.of(() -> OpsSecurity.filter(settings, problems));
        var registration = new FilterRegistrationBean<Filter>(
                (request, response, chain) -> security.get().doFilter(request, response, chain));
        registration.setName("opsSecurity");
        registration.addUrlPatterns(ALL);
        registration.setOrder(0);
        return registration;
    }

    /** Gives a request its span, whose id is in its log lines, problems and audit rows. */
    @Bean
    FilterRegistrationBean<ServerHttpObservationFilter> opsObservation(ObservationRegistry registry) {
        var registration = new FilterRegistrationBean<>(new ServerHttpObservationFilter(registry));
        registration.addUrlPatterns(ALL);
        registration.setOrder(-1);
        return registration;
    }

    @Bean
    WebMvcConfigurer opsParameters() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerParameters());
            }
        };
    }

    private static final class OpsHandlerMapping extends RequestMappingHandlerMapping {

        @Override
        protected boolean isHandler(Class<?> type) {
            return AnnotatedElementUtils.hasAnnotation(type, OpsController.class);
        }
    }

    private static final class CallerParameters implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Actor.class || parameter.getParameterType() == IfMatch.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binderFactory) {
            return parameter.getParameterType() == Actor.class
                    ? OpsGuard.caller()
                    : IfMatch.of(request.getHeader(HttpHeaders.IF_MATCH));
        }
    }
}

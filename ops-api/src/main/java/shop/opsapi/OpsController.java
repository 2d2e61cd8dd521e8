package shop.opsapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ResponseBody;

/**
 * A controller of the operators' API. It is a bean of the service like any other, and its paths are below
 * {@code /ops/api/v1} on the management port. The shoppers' API does not know it.
 *
 * <p>Each of its operations says which role it {@link Requires}. A POST without an {@code Idempotency-Key} is refused. Parameters
 * may be an {@link Actor}, an {@link IfMatch} and a {@link shop.httpapi.IdempotencyKey}. Refusals are {@link shop.httpapi.Problem}s.
 *
 * <p>It is made when it is first asked for, so that it takes no part in a start. A bean of a configuration class has to say
 * {@code @Lazy} itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Component
@Lazy
@ResponseBody
public @interface OpsController {}

package shop.kubernetes;

import static shop.kubernetes.Manifests.kind;
import static shop.kubernetes.Manifests.name;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Reads manifests into the types of Kubernetes' API: a value of another type is refused, and so is a
 * field that the API does not have.
 */
final class ManifestSchema {

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/LimitRange", LimitRange.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/ResourceQuota", ResourceQuota.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1/IngressClass", IngressClass.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class));

    /** Of other projects, whose schemas are not in any registry that the build uses: only a cluster checks their fields. */
    private static final Set<String> CUSTOM = Set.of(
            "external-secrets.io/v1/ExternalSecret",
            "external-secrets.io/v1/SecretStore",
            "keda.sh/v1alpha1/ScaledObject",
            "keda.sh/v1alpha1/TriggerAuthentication",
            "monitoring.coreos.com/v1/PodMonitor");

    private static final ObjectMapper strict = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private ManifestSchema() {}

    static List<String> findings(Manifests manifests) {
        return manifests.all().stream()
                .flatMap(manifest -> finding(manifest).stream())
                .toList();
    }

    private static Optional<String> finding(JsonNode manifest) {
        String type = manifest.path("apiVersion").asText() + "/" + kind(manifest);
        if (CUSTOM.contains(type)) {
            return Optional.empty();
        }
        if (!TYPES.containsKey(type)) {
            return Optional.of(type + " is not known here");
        }
        try {
            HasMetadata read = strict.treeToValue(manifest, TYPES.get(type));
            var unknown = new TreeSet<String>();
            collectUnknown(read, unknown);
            return unknown.isEmpty()
                    ? Optional.empty()
                    : Optional.of(kind(manifest) + " " + name(manifest) + " has the unknown " + unknown);
        } catch (JsonProcessingException e) {
            return Optional.of(kind(manifest) + " " + name(manifest) + ": " + e.getOriginalMessage());
        }
    }

    /** What a type of the API has no field for ends up in its additional properties. */
    private static void collectUnknown(Object read, Set<String> unknown) {
        if (read instanceof Collection<?> many) {
            many.forEach(one -> collectUnknown(one, unknown));
        } else if (read instanceof Map<?, ?> map) {
            map.values().forEach(one -> collectUnknown(one, unknown));
        } else if (read != null && read.getClass().getName().startsWith("io.fabric8.") && !(read instanceof Enum)) {
            Map<String, Object> values = values(PropertyAccessorFactory.forBeanPropertyAccess(read));
            if (values.remove("additionalProperties") instanceof Map<?, ?> additional) {
                additional.keySet().forEach(name -> unknown.add(name.toString()));
            }
            values.values().forEach(value -> collectUnknown(value, unknown));
        }
    }

    private static Map<String, Object> values(BeanWrapper bean) {
        var values = new HashMap<String, Object>();
        for (var property : bean.getPropertyDescriptors()) {
            if (property.getReadMethod() != null && !property.getName().equals("class")) {
                values.put(property.getName(), bean.getPropertyValue(property.getName()));
            }
        }
        return values;
    }
}

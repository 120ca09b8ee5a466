using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Colloquy;

/// <summary>Finds nulls in JSON where the type of the value has none. The serializer looks at members only: elements of lists, values of dictionaries and the value itself pass as null.</summary>
/// <remarks>What the compiler keeps of a member's type decides. Of the value itself it keeps nothing: there a reference is taken not to be null, as the schema says that the model is sent.</remarks>
internal sealed class NullCheck(JsonSerializerOptions options)
{
    // Trimmed applications lose what the compiler knew, unless they ask for it with NullabilityInfoContextSupport.
    private static readonly bool IsKept = !AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isKept) || isKept;

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Where the first null is that the type does not allow, as a path; null when there is none.</summary>
    public string? Find(JsonElement element, Type type) => Find(element, type, info: null, isTop: true, "$");

    private string? Find(JsonElement element, Type type, NullabilityInfo? info, bool isTop, string path)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return Allows(type, info, isTop) ? null : path;
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || !options.TryGetTypeInfo(Nullable.GetUnderlyingType(type) ?? type, out var json))
            return null;

        return (json.Kind, element.ValueKind) switch
        {
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) when json.ElementType is { } item => FindFirst(element.EnumerateArray().Select((value, i) => Find(value, item, Inner(type, info, ^1), isTop, $"{path}[{i}]"))),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) when json.ElementType is { } item => FindFirst(element.EnumerateObject().Select(property => Find(property.Value, item, Inner(type, info, ^1), isTop, $"{path}.{property.Name}"))),
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => FindInMembers(element, Actual(json, element), path),
            _ => null,
        };
    }

    private string? FindInMembers(JsonElement element, JsonTypeInfo json, string path)
    {
        var comparison = options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return FindFirst(element.EnumerateObject().Select(property => json.Properties.FirstOrDefault(member => member.Name.Equals(property.Name, comparison)) is { IsExtensionData: false } member
            ? Find(property.Value, member.PropertyType, InfoOf(member), isTop: false, $"{path}.{property.Name}")
            : null));
    }

    private static string? FindFirst(IEnumerable<string?> paths) => paths.FirstOrDefault(path => path is not null);

    private static bool Allows(Type type, NullabilityInfo? info, bool isTop)
    {
        // JSON's own types have a value for null.
        if (type.IsValueType)
            return Nullable.GetUnderlyingType(type) is not null || type == typeof(JsonElement);

        return info?.WriteState switch
        {
            NullabilityState.NotNull => false,
            NullabilityState.Nullable => true,
            _ => !isTop,
        };
    }

    // Members that the compiler knew nothing of are left to the serializer.
    private NullabilityInfo? InfoOf(JsonPropertyInfo member) => !IsKept ? null : member.AttributeProvider switch
    {
        PropertyInfo property => _nullability.Create(property),
        FieldInfo field => _nullability.Create(field),
        _ => null,
    };

    private static NullabilityInfo? Inner(Type type, NullabilityInfo? info, Index argument) => info switch
    {
        null => null,
        { ElementType: { } element } => element,
        { GenericTypeArguments: { Length: > 0 } arguments } when type.IsGenericType => arguments[argument],
        _ => null,
    };

    private JsonTypeInfo Actual(JsonTypeInfo json, JsonElement element)
    {
        if (json.PolymorphismOptions is not { } derived || !element.TryGetProperty(derived.TypeDiscriminatorPropertyName, out var discriminator))
            return json;

        var named = discriminator.ValueKind == JsonValueKind.String ? (object)discriminator.GetString()! : discriminator.ValueKind == JsonValueKind.Number && discriminator.TryGetInt32(out var number) ? number : null;
        var found = derived.DerivedTypes.FirstOrDefault(type => Equals(type.TypeDiscriminator, named)).DerivedType;
        return found is not null && options.TryGetTypeInfo(found, out var actual) ? actual : json;
    }
}

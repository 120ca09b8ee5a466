using System.Reflection;
using System.Text;

namespace Colloquy.Solution.Tests;

/// <summary>Writes down the public types and members of an assembly, one a line, in an order that does not change.</summary>
internal static class PublicApi
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(KindOf(type)).Append(' ').Append(NameOf(type, full: true)).Append(BasesOf(type)).Append('\n');
            foreach (var member in MembersOf(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string KindOf(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string BasesOf(Type type)
    {
        var bases = type.GetInterfaces().Where(i => i.IsPublic && !i.Name.StartsWith("IEquatable", StringComparison.Ordinal) && type.BaseType?.IsAssignableTo(i) != true).Select(i => NameOf(i)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
            bases.Insert(0, NameOf(parent));
        return bases.Count == 0 || type.IsEnum ? "" : $" : {string.Join(", ", bases)}";
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}");

        return type.GetConstructors(Own).Where(IsVisible).Select(c => $"new({ParametersOf(c)})")
            .Concat(type.GetMethods(Own).Where(m => IsVisible(m) && !IsGenerated(m)).Select(m => $"{StaticOf(m)}{NameOf(m.ReturnType)} {m.Name}{GenericsOf(m)}({ParametersOf(m)})"))
            .Concat(type.GetProperties(Own).Where(p => p.GetAccessors(true).Any(IsVisible) && p.Name != "EqualityContract").Select(p => $"{StaticOf(p.GetAccessors(true)[0])}{NameOf(p.PropertyType)} {p.Name} {{ {AccessorsOf(p)}}}"))
            .Concat(type.GetFields(Own).Where(f => f.IsPublic || f.IsFamily).Select(f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{NameOf(f.FieldType)} {f.Name}{(f.IsLiteral ? $" = {f.GetRawConstantValue()}" : "")}"));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsGenerated(MethodInfo method) =>
        method.IsSpecialName && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal))
        || method.Name is "<Clone>$" or "PrintMembers" or "GetHashCode" or "Equals" or "op_Equality" or "op_Inequality" or "Deconstruct";

    private static string StaticOf(MethodBase method) => method.IsStatic ? "static " : "";

    private static string GenericsOf(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string ParametersOf(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{NameOf(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static string AccessorsOf(PropertyInfo property) =>
        string.Concat(property.GetAccessors(true).Where(IsVisible).Select(a => a.ReturnType == typeof(void) ? IsInit(a) ? "init; " : "set; " : "get; "));

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Any(type => type.Name == "IsExternalInit");

    private static string NameOf(Type type, bool full = false)
    {
        if (type.IsByRef)
            return $"ref {NameOf(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{NameOf(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{NameOf(value)}?";

        var name = type is { IsNested: true, IsGenericParameter: false } ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (full && type is { IsNested: false })
            name = $"{type.Namespace}.{name}";
        if (!type.IsGenericType)
            return name;

        return $"{(name.IndexOf('`', StringComparison.Ordinal) is >= 0 and var tick ? name[..tick] : name)}<{string.Join(", ", type.GetGenericArguments().Select(a => NameOf(a)))}>";
    }
}

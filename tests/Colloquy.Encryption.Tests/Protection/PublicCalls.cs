using System.Reflection;
using System.Runtime.CompilerServices;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>Finds every public method that can read or write a store. All of them are asynchronous, so that it is the returned type that tells them apart.</summary>
internal static class PublicCalls
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(ISessionStore).Assembly, typeof(Session).Assembly, typeof(EncryptedSessionStore).Assembly,
        typeof(Sqlite.SqliteSessionStore).Assembly, typeof(Postgres.PostgresSessionStore).Assembly,
    ];

    /// <summary>The types whose calls have a name in the table of calls or in the list of those that cannot shorten a session.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. Assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => Of(type).Any()).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>The calls of a type, without those that it has from an interface or a base of the same packages, which are listed there.</summary>
    public static IEnumerable<MethodInfo> Of(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => IsCall(method) && !IsOfInterface(type, method) && !IsOverride(type, method));

    /// <summary>The name of a type, without its namespace.</summary>
    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{NameOf(value)}?";
        var name = type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    /// <summary>The name of a call: its type, its method and the types of its parameters, but for the token that cancels it.</summary>
    public static string NameOf(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter => parameter.ParameterType).Where(type => type != typeof(CancellationToken));
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        return $"{NameOf(method.DeclaringType!)}.{method.Name}{generic}({string.Join(", ", parameters.Select(NameOf))})";
    }

    private static bool IsCall(MethodInfo method)
    {
        var returned = method.ReturnType;
        var open = returned.IsGenericType ? returned.GetGenericTypeDefinition() : returned;
        return (open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>))
            && method.Name != nameof(IAsyncDisposable.DisposeAsync) && !method.IsDefined(typeof(CompilerGeneratedAttribute));
    }

    private static bool IsOfInterface(Type type, MethodInfo method) => !type.IsInterface && !type.IsGenericTypeDefinition
        && type.GetInterfaces().Where(implemented => Assemblies.Contains(implemented.Assembly)).Any(implemented => type.GetInterfaceMap(implemented).TargetMethods.Contains(method));

    private static bool IsOverride(Type type, MethodInfo method) => method.GetBaseDefinition() is { } first && first.DeclaringType != type && Assemblies.Contains(first.DeclaringType!.Assembly);
}

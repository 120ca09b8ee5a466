using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Finds the test that runs, by the attributes of xunit, NUnit and MSTest.</summary>
internal static class TestMethods
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly string[] s_attributes = ["FactAttribute", "NUnitAttribute", "TestMethodAttribute"];
    private static readonly ConcurrentDictionary<MethodBase, string?> s_known = new();

    /// <summary>Returns the class and the method of the test that runs on a stack; null when there is none.</summary>
    public static string? Find(StackTrace stack) => stack.GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>().Select(method => s_known.GetOrAdd(method, NameOf)).FirstOrDefault(name => name is not null);

    private static string? NameOf(MethodBase method)
    {
        var written = method.Name == "MoveNext" && method.DeclaringType is { } machine ? WrittenMethod(machine) : method;
        return written?.DeclaringType is { } type && written.CustomAttributes.Any(attribute => IsTest(attribute.AttributeType)) ? $"{type.FullName?.Replace('+', '.')}.{written.Name}" : null;
    }

    /// <summary>The method from which the compiler made a state machine.</summary>
    private static MethodInfo? WrittenMethod(Type machine) =>
        machine.DeclaringType?.GetMethods(All).FirstOrDefault(method => method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType is { } type && (type == machine || (machine.IsGenericType && type == machine.GetGenericTypeDefinition())));

    private static bool IsTest(Type? attribute)
    {
        for (; attribute is not null; attribute = attribute.BaseType)
        {
            if (s_attributes.Contains(attribute.Name))
                return true;
        }

        return false;
    }
}

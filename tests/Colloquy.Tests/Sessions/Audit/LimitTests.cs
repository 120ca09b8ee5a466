using System.Reflection;
using Xunit;

namespace Colloquy.Tests.Sessions;

/// <summary>A negative limit is refused where it is set, whatever it limits.</summary>
public sealed class LimitTests
{
    /// <summary>What is checked as a whole, by <c>EnsureWellFormed</c> in every store.</summary>
    private static readonly Type[] CheckedAsAWhole = [typeof(RetentionPolicy), typeof(MemoryPut)];

    private static readonly string[] Begins = ["Max", "Keep"];
    private static readonly string[] Ends = ["Limit", "Timeout", "Interval"];

    public static TheoryData<string> Options =>
    [
        .. typeof(Session).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && !CheckedAsAWhole.Contains(type) && type.GetConstructors().Length > 0)
            .SelectMany(type => type.GetProperties().Where(property => property.CanWrite && IsLimit(type, property)).Select(property => $"{type.FullName}.{property.Name}")),
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void It_is_refused(string option)
    {
        var type = typeof(Session).Assembly.GetType(option[..option.LastIndexOf('.')])!;
        var property = type.GetProperty(option[(option.LastIndexOf('.') + 1)..])!;
        var one = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);

        var refusal = Assert.IsType<TargetInvocationException>(Record.Exception(() => property.SetValue(one, Negative(property.PropertyType))));

        Assert.IsAssignableFrom<ArgumentOutOfRangeException>(refusal.InnerException);
    }

    [Fact]
    public void There_are_such_options() => Assert.InRange(Options.Count, 15, 200);

    private static bool IsLimit(Type owner, PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var type
        && (type == typeof(int) || type == typeof(long) || type == typeof(TimeSpan) || type == typeof(decimal) || type == typeof(double))
        && (property.Name is "Limit" or "Offset" || Begins.Any(begin => property.Name.StartsWith(begin, StringComparison.Ordinal)) || Ends.Any(end => property.Name.EndsWith(end, StringComparison.Ordinal)) || owner.Name.EndsWith("Limits", StringComparison.Ordinal) || owner == typeof(UsageLimit));

    private static object Negative(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(TimeSpan) ? TimeSpan.FromMilliseconds(-5) : Convert.ChangeType(-1, type, System.Globalization.CultureInfo.InvariantCulture);
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Colloquy.Mcp;
using Colloquy.Models;
using Colloquy.Sqlite;

namespace Colloquy.Solution.Tests;

/// <summary>A value that is out of range is refused by the name of the property: 'value' could be any of them.</summary>
public sealed class OptionRangeTests
{
    private static readonly Type[] OfPackages = [typeof(Agent), typeof(SqliteSessionStore), typeof(ChatModels), typeof(McpServer)];

    public static TheoryData<string, string> Properties => new(
        from type in OfPackages.SelectMany(known => known.Assembly.GetExportedTypes())
        where !type.IsAbstract && !type.ContainsGenericParameters
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.SetMethod is { IsPublic: true } && Extremes(property.PropertyType).Length > 0
        select ($"{type.FullName}, {type.Assembly.GetName().Name}", property.Name));

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_value_that_is_out_of_range_is_refused_by_the_name_of_the_property(string type, string name)
    {
        var owner = Type.GetType(type, throwOnError: true)!;
        var property = owner.GetProperty(name)!;
        var options = RuntimeHelpers.GetUninitializedObject(owner);

        var named = Extremes(property.PropertyType).Select(value => Record.Exception(() => property.SetValue(options, value))?.InnerException).OfType<ArgumentException>().Select(refused => refused.ParamName);

        Assert.All(named, parameter => Assert.Equal(name, parameter));
    }

    private static object[] Extremes(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) => [int.MinValue, -1, 0, int.MaxValue],
        var number when number == typeof(long) => [long.MinValue, -1L, 0L, long.MaxValue],
        var number when number == typeof(double) => [double.NegativeInfinity, -1d, double.MaxValue],
        var number when number == typeof(decimal) => [decimal.MinValue, decimal.MaxValue],
        var time when time == typeof(TimeSpan) => [TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.MaxValue],
        _ => [],
    };
}

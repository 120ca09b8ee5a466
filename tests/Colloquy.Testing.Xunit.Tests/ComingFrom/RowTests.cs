using System.Reflection;

namespace Colloquy.Testing.Xunit.Tests.ComingFrom;

public sealed class RowTests
{
    [Fact]
    public void Every_row_of_the_two_pages_has_a_test()
    {
        var shown =
            from method in typeof(RowTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            where method.GetCustomAttribute<FactAttribute>() is { Skip: null, Explicit: false }
            from row in method.GetCustomAttributes<RowAttribute>()
            select row.Row;

        Assert.Equal(Rows.All.Order(StringComparer.Ordinal), shown.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}

using System.Text.Json;

namespace Colloquy.Testing.Tests.Checks;

public sealed class ValueTests
{
    private static bool AreEqual(object? expected, object? actual) => Value.OneOf(expected).IsMatch(actual);

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    [Theory]
    [InlineData("$1,500.00")]
    [InlineData("1500")]
    [InlineData("1500.00")]
    [InlineData("1.5e3")]
    [InlineData("1,500")]
    [InlineData("1.500,00")]
    [InlineData("1 500,00 €")]
    [InlineData("1'500.00")]
    [InlineData("USD 1,500.00")]
    [InlineData("1,500 dollars")]
    [InlineData("1.5k")]
    [InlineData("+1500", false)]
    [InlineData("$1,500.01", false)]
    [InlineData("-1500", false)]
    [InlineData("(1,500.00)", false)]
    [InlineData("1500 apples", false)]
    [InlineData("15.00", false)]
    [InlineData("01500", false)]
    [InlineData("", false)]
    public void Numbers_and_money_are_compared_as_what_they_mean(string text, bool isSame = true)
    {
        Assert.Equal(isSame, AreEqual(1500, text));
        Assert.Equal(isSame, AreEqual(1500.0, Json(JsonSerializer.Serialize(text))));
        Assert.Equal(isSame, AreEqual(text.Length == 0 ? "x" : text, 1500m));
    }

    [Theory]
    [InlineData("$500", "500 USD", true)]
    [InlineData("$500", "€500", false)]
    [InlineData("5%", "5 percent", true)]
    [InlineData("-5", "(5.00)", true)]
    [InlineData("−5.5", "-5.50", true)]
    [InlineData("1,2,3", "123", false)]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("1.2.3", "123", false)]
    [InlineData("007", "7", false)]
    [InlineData("0.5", ".5", true)]
    [InlineData("4111111111111111", "4111111111111112", false)]
    [InlineData("true", "True", false)]
    [InlineData("Savings", "savings", false)]
    public void Texts_are_numbers_where_both_are(string expected, string actual, bool isSame) => Assert.Equal(isSame, AreEqual(expected, actual));

    [Theory]
    [InlineData("2026-11-30")]
    [InlineData("2026-11-30T09:15:00Z")]
    [InlineData("30 November 2026")]
    [InlineData("Nov 30, 2026")]
    [InlineData("November 30th, 2026")]
    [InlineData("Monday, 30 November 2026")]
    [InlineData("11/30/2026")]
    [InlineData("30/11/2026")]
    [InlineData("30.11.2026")]
    [InlineData("20261130")]
    [InlineData("2026-11-29", false)]
    [InlineData("November 2026", false)]
    [InlineData("soon", false)]
    public void Dates_are_compared_as_what_they_mean(string text, bool isSame = true)
    {
        Assert.Equal(isSame, AreEqual(new DateOnly(2026, 11, 30), text));
        Assert.Equal(isSame, AreEqual("2026-11-30", text));
    }

    [Fact]
    public void Moments_are_compared_with_their_offsets_where_both_have_one()
    {
        var moment = new DateTimeOffset(2026, 11, 30, 9, 15, 0, TimeSpan.FromHours(1));

        Assert.True(AreEqual(moment, "2026-11-30T08:15:00Z"));
        Assert.True(AreEqual(moment, "2026-11-30 9:15 AM"));
        Assert.True(AreEqual(moment, "2026-11-30T09:15:00+01:00"));
        Assert.False(AreEqual(moment, "2026-11-30T09:15:00Z"));
        Assert.False(AreEqual(moment, "2026-11-30"));
        Assert.True(AreEqual(new DateTime(2026, 11, 30), "2026-11-30"));
    }

    [Fact]
    public void Json_and_objects_are_compared_alike()
    {
        Assert.True(AreEqual(new { amount = 500, to = new { iban = "X1" } }, Json("""{"amount":"500.00","to":{"iban":"X1","name":"Ada"},"note":null}""")));
        Assert.True(AreEqual(new { fromAccount = "checking" }, new Dictionary<string, object?> { ["from_account"] = "checking" }));
        Assert.True(AreEqual(new[] { 1, 2 }, Json("[1,2.0]")));
        Assert.True(AreEqual(new { tags = new[] { "a" } }, """{"tags":["a"]}"""));
        Assert.False(AreEqual(new[] { 1, 2 }, Json("[2,1]")));
        Assert.False(AreEqual(new { amount = 500 }, Json("[]")));
        Assert.True(AreEqual(null, Json("null")));
        Assert.False(AreEqual(null, 0));
        Assert.False(AreEqual("", null));
        Assert.True(AreEqual(true, Json("true")));
        Assert.True(AreEqual(true, "True"));
        Assert.True(AreEqual(DayOfWeek.Monday, "Monday"));
        Assert.True(AreEqual(0.1 + 0.2, 0.3m));
        Assert.True(AreEqual(double.MaxValue, double.MaxValue));
        Assert.True(AreEqual("a\uD800", "a\uD800"));
    }

    [Fact]
    public void Conditions_take_the_place_of_values()
    {
        Assert.True(AreEqual(new { amount = Value.Where<decimal>(amount => amount > 100), note = Value.None, to = Value.Any }, Json("""{"amount":"$500.00","to":"x"}""")));
        Assert.True(Value.Containing("TRIP").IsMatch("for the trip"));
        Assert.True(Value.Matching("^TX[0-9]{4}$").IsMatch(Json("\"TX0001\"")));
        Assert.True(Value.Near(500, 0.01m).IsMatch(499.995));
        Assert.True(Value.InAnyOrder(1, "b", Value.Any).IsMatch(Json("[true,\"b\",1]")));
        Assert.False(Value.InAnyOrder(1, 1).IsMatch(Json("[1,2]")));
        Assert.True(Value.OneOf("a", 2).IsMatch("2"));
        Assert.False(Value.Exactly("1.10").IsMatch("1.1"));
        Assert.True(Value.Exactly("1.10").IsMatch(Json("\"1.10\"")));
        Assert.False(Value.Any.IsMatch(null));
        Assert.Equal("amount => amount > 100", Value.Where<decimal>(amount => amount > 100).Description);
    }
}

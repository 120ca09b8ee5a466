using System.Text.Json;
using Xunit;

namespace Colloquy.Tests;

public sealed class JsonValueTests
{
    [Theory]
    [InlineData(typeof(Position), "7")]
    [InlineData(typeof(StateVersion), "7")]
    [InlineData(typeof(Digest), "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"")]
    [InlineData(typeof(LeasePurpose), "\"turn\"")]
    [InlineData(typeof(LeasePurpose), "\"of a later version\"")]
    public void A_value_is_written_as_it_was_read(Type type, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type), type));

    [Theory]
    [InlineData(typeof(Position), "-1")]
    [InlineData(typeof(Position), "1.5")]
    [InlineData(typeof(Position), "\"7\"")]
    [InlineData(typeof(StateVersion), "-1")]
    [InlineData(typeof(Digest), "\"zz\"")]
    [InlineData(typeof(Digest), "\"00\"")]
    [InlineData(typeof(Digest), "7")]
    [InlineData(typeof(Digest), "null")]
    [InlineData(typeof(LeasePurpose), "7")]
    [InlineData(typeof(LeasePurpose), "null")]
    public void What_is_not_such_a_value_is_refused_as_wrong_json_that_names_its_place(Type type, string json)
    {
        var refused = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($"[{json}]", type.MakeArrayType()));

        Assert.Equal("$[0]", refused.Path);
    }
}

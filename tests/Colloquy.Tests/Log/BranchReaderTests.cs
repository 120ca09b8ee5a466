using System.Text;
using System.Text.Json;

namespace Colloquy.Tests;

/// <summary>What an entry says about a branch is read as the serializer reads it, in whatever form it is.</summary>
public sealed class BranchReaderTests
{
    [Fact]
    public void What_is_written_is_read_without_the_serializer()
    {
        foreach (var change in Enum.GetValues<BranchChange>())
        {
            foreach (var source in new[] { null, "main", "b \"quoted\" \u2713 \U0001F600" })
            {
                var body = new BranchBody { Branch = "a \\ branch", Change = change, Head = new Position(7), Source = source };

                Assert.Equal(body, BranchReader.TryRead(PayloadCodec.Encode(body)));
            }
        }
    }

    [Theory]
    [InlineData("""{"branch":"b","change":"Made","head":7,"later":{"head":8}}""")]
    [InlineData("""{"branch":"b","change":0,"head":7}""")]
    [InlineData("""{"branch":"a","branch":"b","change":"Made","head":7}""")]
    [InlineData("""{"branch":"b","change":"made","head":7}""")]
    public void Another_form_is_left_to_the_serializer(string json)
    {
        Assert.Null(BranchReader.TryRead(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(new BranchBody { Branch = "b", Change = BranchChange.Made, Head = new Position(7) }, PayloadCodec.Decode(EntryKind.Branch, Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"branch":"b","change":"Made"}""")]
    [InlineData("""{"branch":{"branch":"b"},"change":"Made","head":7}""")]
    [InlineData("""{"branch":"b","change":"Made","head":7} {}""")]
    [InlineData("""{"branch":"b","change":"Made","head":7""")]
    public void What_the_serializer_refuses_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => PayloadCodec.Decode(EntryKind.Branch, Encoding.UTF8.GetBytes(json)));
}

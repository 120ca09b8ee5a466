namespace Colloquy.Testing.Tests.Cassettes;

[Collection(nameof(Alone))]
public sealed class EnvironmentTests : IDisposable
{
    private const string Variable = CassetteConversationBuilderExtensions.ModeVariable;

    private readonly Tapes _tapes = new();
    private readonly string? _mode = Environment.GetEnvironmentVariable(Variable);
    private readonly string? _ci = Environment.GetEnvironmentVariable("CI");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _mode);
        Environment.SetEnvironmentVariable("CI", _ci);
        _tapes.Dispose();
    }

    [Theory]
    [InlineData(null, CassetteMode.Auto)]
    [InlineData("", CassetteMode.Auto)]
    [InlineData("auto", CassetteMode.Auto)]
    [InlineData("Record", CassetteMode.Record)]
    [InlineData("replay", CassetteMode.Replay)]
    [InlineData("LIVE", CassetteMode.Live)]
    public void The_mode_is_that_of_the_environment_unless_the_code_says_another(string? value, CassetteMode mode)
    {
        Environment.SetEnvironmentVariable(Variable, value);

        Assert.Equal(mode, Modes(null));
        Assert.Equal(CassetteMode.Replay, Modes(CassetteMode.Replay));
    }

    [Theory]
    [InlineData("once")]
    [InlineData("1")]
    public void Another_value_is_refused(string value)
    {
        Environment.SetEnvironmentVariable(Variable, value);

        Assert.Contains($"is '{value}'", Assert.Throws<InvalidOperationException>(() => Modes(null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("1", false)]
    [InlineData("false", true)]
    [InlineData(null, true)]
    public async Task Continuous_integration_records_nothing(string? value, bool records)
    {
        Environment.SetEnvironmentVariable("CI", value);

        var error = await Record.ExceptionAsync(() => Tapes.SayAsync("ci", _tapes.Counting(CassetteMode.Auto, new CassetteOptions()), "add 2"));

        Assert.Equal(records, error is null);
        if (!records)
            Assert.IsType<CassetteMissException>(error);
    }

    [Fact]
    public void A_cassette_is_beside_the_source_file_that_asks_for_it()
    {
        var conversation = new ConversationBuilder("a/b: c?", "model-a");

        conversation.UseCassette();

        var path = Assert.IsType<Cassette>(conversation.Extensions[0]).Path;
        Assert.EndsWith(Path.Combine("Colloquy.Testing.Tests", "Cassettes", "Cassettes", "a%2fb%3a c%3f[model-a].yaml"), path, StringComparison.Ordinal);
        Assert.Contains("has a cassette already", Assert.Throws<InvalidOperationException>(() => conversation.UseCassette()).Message, StringComparison.Ordinal);
    }

    private CassetteMode Modes(CassetteMode? mode)
    {
        var conversation = new ConversationBuilder("modes");
        conversation.UseCassette(_tapes.Folder + "/", mode);
        return Assert.IsType<Cassette>(conversation.Extensions[0]).Mode;
    }
}

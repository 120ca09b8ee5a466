using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class LanguageCheckTests
{
    [Theory]
    [InlineData("en", "You have $1,000.00 on checking and $3,500.00 on savings.")]
    [InlineData("en", "Done! Your transfer to savings went through.")]
    [InlineData("en", "You are saving for your trip to Lisbon.")]
    [InlineData("en-US", "Is there anything else I can help you with today?")]
    [InlineData("de", "Sie haben 1.000 € auf dem Girokonto und 3.500 € auf dem Sparkonto.")]
    [InlineData("de", "Erledigt! Die Überweisung ist ausgeführt.")]
    [InlineData("fr", "Vous avez 1 000 € sur votre compte courant.")]
    [InlineData("es", "Listo, la transferencia de $500 está hecha.")]
    [InlineData("it", "Ecco il saldo del tuo conto: 1.000 €.")]
    [InlineData("pt", "Você tem 1.000 na sua conta e não há mais nada.")]
    [InlineData("nl", "Je hebt nog geen geld van je rekening overgemaakt.")]
    [InlineData("ru", "На вашем счёте 1000 рублей.")]
    [InlineData("ja", "残高は1,000円です。")]
    [InlineData("zh", "您的余额是一千元。")]
    [InlineData("ar", "رصيدك هو ألف")]
    public async Task The_language_is_guessed(string language, string text)
    {
        var turn = await TurnAsync(Says(text));

        turn.Expect.Language(language);

        Assert.Contains($"language: it is in '{language[..2]}': '", Fails(() => turn.Expect.Language(language == "pl" ? "en" : "pl")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$1,500.00")]
    [InlineData("Lisbon.")]
    public async Task A_text_that_is_too_short_is_an_error_and_no_pass(string text)
    {
        var turn = await TurnAsync(Says(text));

        Assert.Contains("too short", CannotTell(() => turn.Expect.Language("en")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_answer_in_another_language_fails_the_conversation()
    {
        await using var conversation = await StartAsync(Says("You have $1,000.00 on checking."), Says("Ok."), Says("El saldo de la cuenta es de $1,000.00."));
        foreach (var text in (string[])["One.", "Two.", "Three."])
            await conversation.SayAsync(text);

        Assert.Contains("the answer of turn 3 is in 'es'", Fails(() => conversation.Expect.Language("en")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => conversation.Expect.Language("tlh"));
    }
}

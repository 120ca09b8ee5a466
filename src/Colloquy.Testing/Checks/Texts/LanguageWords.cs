namespace Colloquy.Testing;

/// <summary>Frequent words of languages in Latin letters.</summary>
internal static class LanguageWords
{
    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["en"] = "the and of to in is you that it he was for on are with as i his they be at one have this from or had by but what some we can out other were all your when up use how said an each she which do their if will about many then them would like so these her him has more could my than been who its now did get come made may part you're i've i'm it's don't can't yes no not there here please thanks thank sorry done balance account anything help today",
        ["de"] = "der die das und in zu den ist sie nicht mit sich auf für dem es auch als wie sind ein eine einen einem einer eines von haben ich du wir ihr ihre ihren ihrem mir mich dir dich uns bei nach aus noch nur oder aber wenn dann schon kann können wurde wurden wird werden hat habe war im am um über diese dieser dieses keine kein ja nein bitte danke gern erledigt konto kontostand heute beträgt",
        ["fr"] = "le la les de des du un une et est en que qui dans pour pas sur au aux avec ce cette ces il elle nous vous je tu ne se son sa ses leur leurs plus par mais ou où donc si tout tous être été avoir avons avez ont suis sont fait votre vos mon ma mes notre nos c'est j'ai d'un d'une oui non merci bonjour voici compte solde aujourd'hui virement",
        ["es"] = "el la los las de del que y en un una unos unas por con para no se su sus al lo como más pero le les ya o este esta esto estos estas sí porque cuando muy sin sobre también me mi mis tu tus hasta hay donde quien desde todo todos nos es son está están fue ha he han hemos ser usted gracias hola listo hecho cuenta saldo hoy transferencia",
        ["it"] = "il lo la i gli le di del della dei delle dello degli e è un una uno che in per con non su sul sulla si al alla ai come più ma anche se ho hai ha abbiamo hanno sono sei siamo era stato stata questo questa questi queste mio tuo suo tua sua nostro vostro ci ne mi ti vi da dal dalla sì grazie ciao ecco fatto conto saldo oggi",
        ["pt"] = "o a os as de do da dos das e em um uma uns umas que para com não no na nos nas por se seu sua seus suas ao à mais mas como foi está estão são ser tem têm há já ou muito também só pelo pela até isso este esta esse essa você eu ele ela nós meu minha sim obrigado obrigada olá pronto feito conta saldo hoje transferência",
        ["nl"] = "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar over ze we wij ik je jij u uw hij zij hun hem haar mijn jouw dit deze die heeft hebben heb was waren wordt worden kan kunnen geen wel ja nee bedankt alstublieft gedaan rekening saldo vandaag",
        ["sv"] = "och att det som en ett på är av för med till den har de inte om jag du vi ni han hon men sig från så var kan ska nu eller när ut upp där här hade blir din ditt dina min mitt mina er era kronor ja nej tack hej klart konto saldo idag",
        ["da"] = "og at det som en et på er af for med til den har de ikke om jeg du vi han hun men sig fra så var kan skal nu eller når ud op hvor her havde bliver din dit dine min mit mine jer nej tak hej færdig konto saldo i dag",
        ["pl"] = "i w na z do się nie że to jest o jak ale po co za od czy tak przez dla jego jej ich być był była są może można już tylko przy ten ta te tego tej mam masz ma mamy pan pani twój twoje moje dziękuję proszę gotowe konto saldo dziś",
        ["tr"] = "ve bir bu da de için ile çok ne daha gibi kadar ben sen biz siz o var yok mı mi değil ama olan olarak her şey en evet hayır teşekkürler lütfen hesap bakiye bugün tamam",
    };

    private static readonly Dictionary<string, HashSet<string>> Sets = Lists.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ').ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    public static IEnumerable<string> Languages => Lists.Keys;

    /// <summary>Returns the languages that have a word.</summary>
    public static IReadOnlyList<string> Of(string word) => [.. Sets.Where(pair => pair.Value.Contains(word)).Select(pair => pair.Key)];
}

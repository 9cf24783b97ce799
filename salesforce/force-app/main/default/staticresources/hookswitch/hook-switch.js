// In the place of the softphone until the package is made with --org-hosted.
const place = document.querySelector("hook-switch");
place.setAttribute("role", "alert");
place.textContent = "This org does not hold the softphone's files. Make the package with --org-hosted and deploy it again.";
